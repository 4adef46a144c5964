import type { AnyMachineSnapshot, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { RESERVED_PREFIX, type ShapeRefusal } from '../event-shape.ts';

/** Why an event is not taken, in the words of `FAILURE_TYPES`. */
export type Refusal =
  | ShapeRefusal
  | { readonly kind: 'alreadySettled'; readonly message: string }
  | { readonly kind: 'eventRefused'; readonly message: string }
  | { readonly kind: 'guardFailed'; readonly message: string }
  | { readonly kind: 'tooManyWaits'; readonly message: string }
  | { readonly kind: 'statechartFailed'; readonly message: string };

/**
 * Event descriptors of the active states by which an event may be taken; guards are not evaluated. One whose transition
 * is forbidden (it has neither target nor actions) is not among them, unless a parallel region takes the event.
 */
export function acceptedDescriptors(snapshot: AnyMachineSnapshot): string[] {
  if (snapshot.status !== 'active') return [];
  const active = new Set<AnyStateNode>(snapshot._nodes);
  const descriptors = new Set(snapshot._nodes.flatMap((node) => [...node.transitions.keys()]));
  return [...descriptors]
    .filter((descriptor) => !descriptor.startsWith(RESERVED_PREFIX))
    .filter((descriptor) => choice(snapshot.machine.root, exampleOf(descriptor), active).mayTake)
    .sort();
}

/** What is known of a choice among transitions before guards are evaluated. */
interface Choice {
  /** One that does something may be chosen. */
  readonly mayTake: boolean;
  /** One is chosen in any case, be it a forbidden one: no state further out is asked. */
  readonly decides: boolean;
}

/** As XState chooses: the regions or the state inside first, then the state itself. */
function choice(node: AnyStateNode, eventType: string, active: ReadonlySet<AnyStateNode>): Choice {
  const inside = Object.values(node.states)
    .filter((below) => active.has(below))
    .map((below) => choice(below, eventType, active));
  const mayTake = inside.some((below) => below.mayTake);
  if (inside.some(({ decides }) => decides)) return { mayTake, decides: true };
  const own = choiceAmong(candidatesOf(node, eventType));
  return { mayTake: mayTake || own.mayTake, decides: own.decides };
}

function choiceAmong(candidates: readonly AnyTransitionDefinition[]): Choice {
  const last = candidates.findIndex(({ guard }) => guard === undefined);
  const reachable = last === -1 ? candidates : candidates.slice(0, last + 1);
  return { mayTake: reachable.some(doesSomething), decides: last !== -1 };
}

/** The word of `snapshot.can`. */
function doesSomething({ target, actions }: AnyTransitionDefinition): boolean {
  return target !== undefined || actions.length > 0;
}

/** The candidates of an exact descriptor come first, then those of wildcards, the longer before the shorter. */
function candidatesOf(node: AnyStateNode, eventType: string): AnyTransitionDefinition[] {
  return [...node.transitions]
    .filter(([descriptor]) => describes(descriptor, eventType))
    .sort(([a], [b]) => Number(b === eventType) - Number(a === eventType) || b.length - a.length)
    .flatMap(([, candidates]) => candidates);
}

function describes(descriptor: string, eventType: string): boolean {
  if (descriptor === eventType || descriptor === '*') return true;
  if (!descriptor.endsWith('.*')) return false;
  const beginning = descriptor.slice(0, -'.*'.length);
  return eventType === beginning || eventType.startsWith(`${beginning}.`);
}

/** An event type that a descriptor describes and, where it is a wildcard, no closer one does. */
function exampleOf(descriptor: string): string {
  return descriptor.endsWith('*') ? `${descriptor.slice(0, -1)}\u0000` : descriptor;
}
