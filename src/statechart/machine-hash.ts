import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** Which machine an instance runs: its id, and the hash of its structure. */
export interface MachineIdentity {
  readonly id: string;
  readonly hash: string;
}

export function machineIdentity(machine: AnyStateMachine): MachineIdentity {
  return { id: machine.id, hash: machineHash(machine) };
}

/**
 * A hash of a machine's structure and names, 16 hexadecimal digits: states, transitions with their candidates in order,
 * delays, invoked actors, tags, and the names of guards, actions and actors, with whatever plain data stands beside
 * them. Not of code: an implementation counts by the name under which it is used, and one that is written in place as
 * "(inline)". Two machines that differ in code only, or in what `provide` gave them, have the same hash.
 */
export function machineHash(machine: AnyStateMachine): string {
  return hash64(JSON.stringify(describeMachine(machine, [])));
}

/** What encloses a value, so that one which contains itself is told. */
type Enclosing = readonly unknown[];

function describeMachine(machine: AnyStateMachine, enclosing: Enclosing): unknown {
  return { id: machine.id, version: machine.version, root: describeNode(machine.root, [...enclosing, machine]) };
}

function describeNode(node: AnyStateNode, enclosing: Enclosing): object {
  const states = Object.values(node.states).map((below) => ({ key: below.key, ...describeNode(below, enclosing) }));
  const descriptors = [...node.transitions].map(([descriptor, candidates]) => ({
    descriptor,
    candidates: candidates.map((candidate) => describeTransition(candidate, enclosing)),
  }));
  return {
    id: node.id,
    type: node.type,
    history: node.history,
    initial: node.initial && describeTransition(node.initial as never, enclosing),
    tags: [...node.tags].sort(),
    entry: describe(node.entry, enclosing),
    exit: describe(node.exit, enclosing),
    invoke: node.invoke.map(({ src, id, systemId }, index) => ({
      src,
      id,
      systemId,
      inline: describeInline(node, index, enclosing),
    })),
    always: (node.always ?? []).map((candidate) => describeTransition(candidate, enclosing)),
    // Descriptors are chosen among by what they match, and the order in which they are written means nothing.
    on: descriptors.filter(({ descriptor }) => !isDelayed(descriptor)).sort(by(({ descriptor }) => descriptor)),
    // Of two delays that end at one time, the one that is written first fires first.
    after: descriptors.filter(({ descriptor }) => isDelayed(descriptor)),
    output: describe(node.output, enclosing),
    // Regions are entered in the order in which they are written; of other states one is active.
    states: node.type === 'parallel' ? states : states.sort(by(({ key }) => key)),
  };
}

function describeTransition(
  { target, guard, actions, reenter }: Pick<AnyTransitionDefinition, 'target' | 'guard' | 'actions' | 'reenter'>,
  enclosing: Enclosing,
): unknown {
  return {
    target: target?.map(({ id }) => id),
    guard: describe(guard, enclosing),
    actions: describe(actions, enclosing),
    reenter,
  };
}

/** An actor that is written in place: a machine counts with its structure, other logic not at all. */
function describeInline(node: AnyStateNode, index: number, enclosing: Enclosing): unknown {
  const { src } = ([node.config.invoke ?? []].flat() as { src?: unknown }[])[index] ?? {};
  return isMachine(src) ? describe(src, enclosing) : undefined;
}

function describe(value: unknown, enclosing: Enclosing): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'function') return describeFunction(value as BuiltIn, enclosing);
  if (value === undefined) return undefined;
  if (typeof value !== 'object') return `(${typeof value}) ${(value as number | bigint | symbol).toString()}`;
  if (enclosing.includes(value)) return '(circular)';
  if (isMachine(value)) return describeMachine(value, enclosing);
  const within = [...enclosing, value];
  if (Array.isArray(value)) return value.map((item) => describe(item, within) ?? null);
  return isPlain(value) ? describeProperties(value, within) : '(object)';
}

/** What XState's own actions and guards (`raise`, `assign`, `and`, …) have written on them. */
type BuiltIn = ((...args: never) => unknown) & { readonly type?: unknown; readonly check?: unknown };

function describeFunction(given: BuiltIn, enclosing: Enclosing): unknown {
  const { type, check, name } = given;
  const builtIn = typeof type === 'string' ? type : typeof check === 'function' ? `xstate.${name}` : undefined;
  if (builtIn === undefined) return '(inline)';
  const data = Object.entries(given).filter(([, value]) => typeof value !== 'function');
  return { builtIn, ...describeProperties(Object.fromEntries(data), enclosing) };
}

function describeProperties(value: object, enclosing: Enclosing): object {
  const properties = Object.entries(value).map(([key, inner]) => [key, describe(inner, enclosing)] as const);
  return Object.fromEntries(properties.sort(by(([key]) => key)));
}

function isMachine(value: unknown): value is AnyStateMachine {
  return typeof value === 'object' && value !== null && 'root' in value && 'implementations' in value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // By its parent, for a plain object of another realm has another prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isDelayed(descriptor: string): boolean {
  return descriptor.startsWith('xstate.after.');
}

function by<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

/** Two lanes of 32 bits, as FNV-1a, finished by mixing. Tells machines apart; it is no defence against an attacker. */
function hash64(text: string): string {
  const lanes = [lane(text, 0x811c9dc5, 0x01000193), lane(text, 0x2f0b4c47, 0x5bd1e995)];
  return lanes.map((bits) => bits.toString(16).padStart(8, '0')).join('');
}

function lane(text: string, offset: number, factor: number): number {
  // In a workflow's sandbox the way to a global is long.
  const { imul } = Math;
  let hash = offset;
  for (let index = 0; index < text.length; index++) hash = imul(hash ^ text.charCodeAt(index), factor);
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
