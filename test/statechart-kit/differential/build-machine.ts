import {
  assign,
  cancel,
  enqueueActions,
  raise,
  sendParent,
  sendTo,
  setup,
  type AnyActorRef,
  type AnyStateMachine,
} from 'xstate';
import { SOON_MS, type ActionSpec, type MachineSpec, type NodeSpec, type TransitionSpec } from './machine-spec.ts';

/** What a generated machine remembers: enough to tell in which order everything happened. */
interface Context {
  readonly counted: number;
  /** How much may yet happen without an event from outside and without time passing: no machine goes round for ever. */
  readonly left: number;
  /** How many delayed events may yet be sent: two for each one received would soon be too many. */
  readonly delayed: number;
  readonly spawned: number;
  readonly log: readonly string[];
  readonly latest: AnyActorRef | undefined;
}

const AT_START = { root: { left: 10, delayed: 25 }, kid: { left: 3, delayed: 5 } };
const MOST_SPAWNED = 3;
const KEPT_LOG = 60;

type Config = Record<string, unknown>;
/** XState's types cannot follow a machine that is not known before it runs. */
type Action = never;

export function buildMachine({ root, kids }: MachineSpec): AnyStateMachine {
  const [kid0, kid1] = kids.map((kid, index) => build(`kid${index}`, kid, {}));
  return build('generated', root, { kid0, kid1 });
}

function build(id: string, root: NodeSpec, actors: Record<string, AnyStateMachine | undefined>): AnyStateMachine {
  const ids = idsOf(root);
  const context = {
    counted: 0,
    ...AT_START['kid0' in actors ? 'root' : 'kid'],
    spawned: 0,
    log: [],
    latest: undefined,
  };
  return setup({ actors: actors as never }).createMachine({
    ...stateOf(root, { ids, next: { index: 0 }, hasKids: 'kid0' in actors }),
    id,
    context,
    output: ({ context: last }: { context: Context }) => last.counted,
  } as never) as unknown as AnyStateMachine;
}

interface Building {
  /** Of all states and history states, in the order of the document. */
  readonly ids: readonly string[];
  readonly next: { index: number };
  readonly hasKids: boolean;
}

/** `s0` is the root. A history state comes after the children of its parent. */
function idsOf(node: NodeSpec): string[] {
  let count = 0;
  const visit = (at: NodeSpec): void => {
    count++;
    at.children.forEach(visit);
    if (at.history !== null) count++;
  };
  visit(node);
  return Array.from({ length: count }, (_, index) => `s${index}`);
}

function stateOf(node: NodeSpec, building: Building): Config {
  const index = building.next.index++;
  const id = `s${index}`;
  const states: Config = {};
  for (const child of node.children) states[`s${building.next.index}`] = stateOf(child, building);
  const [initial] = Object.keys(states);
  if (node.history !== null) {
    const key = `s${building.next.index++}`;
    states[key] = { type: 'history', history: node.history, id: key };
  }
  const kinds = { atomic: {}, compound: { initial }, parallel: { type: 'parallel' }, final: { type: 'final' } };
  return {
    ...(index > 0 && { id }),
    ...kinds[node.type],
    ...(node.children.length > 0 && { states }),
    entry: [logged(`enter ${id}`), ...actionsOf(node.entry, building)],
    exit: [logged(`leave ${id}`), ...actionsOf(node.exit, building)],
    ...(node.type !== 'final' && outgoing(node, id, building)),
  };
}

function outgoing(node: NodeSpec, id: string, building: Building): Config {
  const on = groupBy(
    node.on,
    ({ event }) => event,
    (transition) => transitionOf(transition, id, building, { bounded: transition.event === 'TOLD' }),
  );
  const after = groupBy(
    node.after,
    ({ delay }) => delay,
    (transition) => transitionOf(transition, id, building, { bounded: isSoon(transition) }),
  );
  return {
    on,
    after,
    always: node.always.map((transition) => transitionOf(transition, id, building, { bounded: true })),
    ...(node.onDone !== null &&
      node.children.length > 0 && { onDone: transitionOf(node.onDone, id, building, { bounded: true }) }),
    ...(node.invoke !== null &&
      building.hasKids && { invoke: { src: `kid${node.invoke}`, id: `invoked-${id}`, systemId: `system-${id}` } }),
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | number, valueOf: (item: T) => Config): Config {
  const groups: Record<string, Config[]> = {};
  for (const item of items) (groups[keyOf(item)] ??= []).push(valueOf(item));
  return groups;
}

/** A bounded transition may be taken without an event from outside, and so uses up what is left. */
function transitionOf(
  { target, reenter, guard, actions }: TransitionSpec,
  from: string,
  building: Building,
  { bounded: isBounded = false } = {},
): Config {
  // The root is no target: it would be entered again for ever by what it does on entry.
  const chosen =
    target === null || building.ids.length < 2 ? undefined : building.ids[1 + (target % (building.ids.length - 1))];
  return {
    ...(chosen !== undefined && { target: `#${chosen}`, reenter }),
    guard: ({ context }: { context: Context }) =>
      (!isBounded || context.left > 0) &&
      (guard === null || context.counted % guard.modulo === guard.is % guard.modulo),
    actions: [
      ...(isBounded ? [assign({ left: ({ context }: { context: Context }) => context.left - 1 })] : []),
      logged(`take ${from} to ${chosen ?? 'nowhere'}`),
      ...actionsOf(actions, building),
    ],
  };
}

function logged(text: string): Action {
  return assign(({ context, event }: { context: Context; event: { type: string } }) => ({
    log: [...context.log, `${text} on ${event.type}`].slice(-KEPT_LOG),
  })) as never;
}

function actionsOf(actions: readonly ActionSpec[], { hasKids }: Building): Action[] {
  return actions.flatMap((action) => {
    const isForParent = action.do === 'tellParent';
    const isForKids = action.do === 'spawn' || action.do === 'tell' || action.do === 'stop';
    return (isForParent && hasKids) || (isForKids && !hasKids) ? [] : [actionOf(action)];
  });
}

/** Does nothing when nothing is left. */
function bounded(enqueue: (to: Enqueue, context: Context) => void): Action {
  return enqueueActions(({ context, enqueue: to }: { context: Context; enqueue: Enqueue }) => {
    if (context.left <= 0) return;
    to.assign({ left: context.left - 1 });
    enqueue(to, context);
  }) as never;
}

interface Enqueue {
  (action: Action): void;
  assign(update: Partial<Context>): void;
  raise(event: { type: string }): void;
  spawnChild(src: string, options: { id: string }): void;
  stopChild(id: string): void;
}

function actionOf(action: ActionSpec): Action {
  switch (action.do) {
    case 'count':
      return assign({ counted: ({ context }: { context: Context }) => context.counted + 1 }) as never;
    case 'raise':
      return bounded((enqueue) => enqueue.raise({ type: action.event }));
    case 'later':
      return inTime(action, (options) => raise({ type: action.event }, options as never) as never);
    case 'cancel':
      return cancel(action.id) as never;
    case 'spawn':
      return action.keep ? spawnKept(action.kid) : spawnLoose(action.kid);
    case 'stop':
      return enqueueActions(({ enqueue }: { enqueue: Enqueue }) => enqueue.stopChild(`spawned${action.nth}`)) as never;
    case 'tell':
      return tellLatest(action);
    case 'tellParent':
      // A kid that is started anew has as much left as the one before: soon it may only tell what its parent bounds.
      return inTime(
        action,
        (options) => sendParent({ type: isSoon(action) ? 'TOLD' : action.event } as never, options as never) as never,
      );
  }
}

interface InTime {
  readonly delay: number;
  readonly id: string | null;
}

function isSoon({ delay }: { readonly delay: number }): boolean {
  return delay === 0 || delay === SOON_MS;
}

function inTime({ delay, id }: InTime, create: (options: object) => Action): Action {
  const action = create({ delay, ...(id !== null && { id }) });
  if (isSoon({ delay })) return bounded((enqueue) => enqueue(action));
  return enqueueActions(({ context, enqueue }: { context: Context; enqueue: Enqueue }) => {
    if (context.delayed <= 0) return;
    enqueue.assign({ delayed: context.delayed - 1 });
    enqueue(action);
  }) as never;
}

function spawnKept(kid: number): Action {
  return assign(({ context, spawn }: { context: Context; spawn: (src: string, options: object) => AnyActorRef }) =>
    context.spawned >= MOST_SPAWNED
      ? {}
      : { latest: spawn(`kid${kid}`, { id: `spawned${context.spawned}` }), spawned: context.spawned + 1 },
  ) as never;
}

function spawnLoose(kid: number): Action {
  return enqueueActions(({ context, enqueue }: { context: Context; enqueue: Enqueue }) => {
    if (context.spawned >= MOST_SPAWNED) return;
    enqueue.spawnChild(`kid${kid}`, { id: `spawned${context.spawned}` });
    enqueue.assign({ spawned: context.spawned + 1 });
  }) as never;
}

function tellLatest({ event, ...time }: InTime & { readonly event: string }): Action {
  return enqueueActions(({ context, enqueue }: { context: Context; enqueue: Enqueue }) => {
    if (context.latest === undefined) return;
    const { latest } = context;
    enqueue(inTime(time, (options) => sendTo(latest, { type: event }, options as never) as never));
  }) as never;
}
