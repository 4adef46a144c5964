import type { AnyActorRef, Snapshot } from 'xstate';
import type { Answer, TransitionRecord } from '../messages.ts';
import { actorsByPath, childrenOf } from './actor-tree.ts';
import { decode, encode } from './codec.ts';
import { actorAt, writtenPath } from './gone-actor.ts';

/** All of an instance that its next run needs, as JSON (S8). */
export interface CarryOver {
  readonly statechart: 1;
  readonly snapshot: unknown;
  readonly timers: readonly CarriedTimer[];
  readonly unnamedTimers: number;
  readonly revision: number;
  readonly transitions: readonly TransitionRecord[];
  readonly answers: { id: string; at: number; answer?: Answer }[];
  readonly dropped: number;
}

/** Actors by path, the event written down. */
export interface CarriedTimer {
  readonly source: string;
  readonly target: string;
  readonly event: unknown;
  readonly sendId: string;
  readonly dueAt: number;
  /** Whether `cancel` would reach it; of two with one id, it reaches one. */
  readonly cancellable: boolean;
}

interface WrittenSnapshot {
  readonly context?: unknown;
  readonly value?: unknown;
  readonly order?: readonly string[];
  readonly historyValue?: Readonly<Record<string, readonly unknown[]>>;
  readonly children?: Readonly<Record<string, { readonly snapshot: WrittenSnapshot }>>;
}

/**
 * Writes the snapshots of an actor and of all below it. XState would write actors in a context by their id alone, and
 * JSON would lose the rest: contexts are written by our codec.
 *
 * @throws NotCarriable
 */
export function writeSnapshot(root: AnyActorRef): unknown {
  const alive = actorsByPath(root);
  const pathOf = (actor: AnyActorRef): string => writtenPath(actor, alive);
  // First, for XState itself would follow a circle for ever.
  for (const [path, actor] of alive) encode((actor.getSnapshot() as LiveSnapshot).context, placeOf(path, root), pathOf);
  const persisted = root.getPersistedSnapshot() as PersistedSnapshot;
  putContexts(persisted, root);
  return encode(persisted, root.id, pathOf);
}

function placeOf(path: string, root: AnyActorRef): string {
  return `${[root.id, path].filter((part) => part !== '').join('/')}.context`;
}

interface PersistedSnapshot {
  context?: unknown;
  /** Ids of the active state nodes, in the order in which XState has them: eventless transitions of parallel regions are taken in it. */
  order?: string[];
  children?: Record<string, { snapshot: PersistedSnapshot }>;
}

function putContexts(persisted: PersistedSnapshot, actor: AnyActorRef): void {
  const { context, _nodes: nodes } = actor.getSnapshot() as LiveSnapshot;
  if (context !== undefined) persisted.context = context;
  if (nodes !== undefined) persisted.order = nodes.map(({ id }) => id);
  for (const [id, child] of Object.entries(childrenOf(actor))) {
    const below = persisted.children?.[id]?.snapshot;
    if (below !== undefined) putContexts(below, child);
  }
}

/** For `createActor`. Actors in contexts do not exist yet: `reviveContexts` puts them in. */
export function readSnapshot(written: unknown): Snapshot<unknown> {
  return decode(written, () => undefined) as Snapshot<unknown>;
}

interface StateNode {
  readonly id: string;
}

/** What of a snapshot is put back by ourselves. The active nodes are internal to XState; the exact pin stands for them. */
interface LiveSnapshot {
  context?: unknown;
  order?: unknown;
  value?: unknown;
  _nodes?: StateNode[];
  readonly historyValue?: Record<string, StateNode[]>;
  readonly machine?: { readonly idMap: ReadonlyMap<string, StateNode> };
}

/** XState would work them out of the value, in the order of the document, whatever came before. */
function restoreNodes(snapshot: LiveSnapshot, { value, order, historyValue = {} }: WrittenSnapshot): void {
  const nodes = order?.map((id) => snapshot.machine?.idMap.get(id));
  if (nodes !== undefined && !nodes.includes(undefined)) {
    snapshot._nodes = nodes as StateNode[];
    snapshot.value = decode(value, () => undefined);
  }
  delete snapshot.order;
  // To remember that nothing was active is something else than to remember nothing.
  for (const [id, remembered] of Object.entries(historyValue)) {
    if (remembered.length === 0 && snapshot.historyValue !== undefined) snapshot.historyValue[id] = [];
  }
}

/** Reads the contexts once more, now that the actors that they mention exist. */
export function reviveContexts(written: unknown, root: AnyActorRef): void {
  const actors = actorsByPath(root);
  const revive = (from: WrittenSnapshot, actor: AnyActorRef): void => {
    const snapshot = actor.getSnapshot() as LiveSnapshot;
    restoreNodes(snapshot, from);
    if (from.context !== undefined) snapshot.context = decode(from.context, (path) => actorAt(path, actors));
    for (const [id, child] of Object.entries(childrenOf(actor))) {
      const below = from.children?.[id]?.snapshot;
      if (below !== undefined) revive(below, child);
    }
  };
  revive(written as WrittenSnapshot, root);
}
