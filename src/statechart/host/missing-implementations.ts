import { StateMachine, type AnyStateMachine, type AnyStateNode } from 'xstate';

/** The names under which XState keeps what is written in place. */
const IN_PLACE = 'xstate.';

/**
 * The actors, delays and guards that a machine and the machines below it name, and that nobody provided. In XState's
 * production build an actor that is missing never starts, and a delay that is missing is none: both in silence.
 *
 * @returns one text for each, with the path of its state
 */
export function missingImplementations(machine: AnyStateMachine): string[] {
  return [...new Set(missingIn(machine, new Set()))];
}

function missingIn(machine: AnyStateMachine, seen: Set<AnyStateMachine>): string[] {
  if (seen.has(machine)) return [];
  seen.add(machine);
  const below = Object.values(machine.implementations.actors).filter(isMachine);
  return [...missingOf(machine.root, machine), ...below.flatMap((child) => missingIn(child, seen))];
}

function missingOf(node: AnyStateNode, machine: AnyStateMachine): string[] {
  const { actors, delays, guards } = machine.implementations;
  const candidates = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
  const used = {
    actor: unprovided(namesOf(node.invoke.map(({ src }) => src)), actors),
    delay: unprovided(namesOf(node.after.map(({ delay }) => delay)), delays),
    guard: unprovided(namesOf(candidates.map(({ guard }) => guard)), guards),
  };
  return [
    ...Object.entries(used).flatMap(([kind, names]) => names.map((name) => `the ${kind} "${name}" of ${node.id}`)),
    ...Object.values(node.states).flatMap((inner) => missingOf(inner, machine)),
  ];
}

/** What is named is a text, or an object with parameters beside it; anything else is written in place. */
function namesOf(references: readonly unknown[]): string[] {
  return references
    .map((reference) => (isObject(reference) ? reference['type'] : reference))
    .filter((name): name is string => typeof name === 'string');
}

function unprovided(names: readonly string[], provided: object): string[] {
  return names.filter((name) => !name.startsWith(IN_PLACE) && !(name in provided));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isMachine(value: unknown): value is AnyStateMachine {
  return value instanceof StateMachine;
}
