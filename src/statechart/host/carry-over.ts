import type { AnyActorRef, Snapshot } from 'xstate';
import type { Answer, TransitionRecord } from '../messages.ts';
import { actorPath, actorsByPath, childrenOf } from './actor-tree.ts';
import { decode, encode } from './codec.ts';

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
  readonly children?: Readonly<Record<string, { readonly snapshot: WrittenSnapshot }>>;
}

/**
 * Writes the snapshots of an actor and of all below it. XState would write actors in a context by their id alone, and
 * JSON would lose the rest: contexts are written by our codec.
 *
 * @throws NotCarriable
 */
export function writeSnapshot(root: AnyActorRef): unknown {
  const persisted = root.getPersistedSnapshot() as PersistedSnapshot;
  putContexts(persisted, root);
  return encode(persisted, root.id, actorPath);
}

interface PersistedSnapshot {
  context?: unknown;
  children?: Record<string, { snapshot: PersistedSnapshot }>;
}

function putContexts(persisted: PersistedSnapshot, actor: AnyActorRef): void {
  const { context } = actor.getSnapshot() as { context?: unknown };
  if (context !== undefined) persisted.context = context;
  for (const [id, child] of Object.entries(childrenOf(actor))) {
    const below = persisted.children?.[id]?.snapshot;
    if (below !== undefined) putContexts(below, child);
  }
}

/** For `createActor`. Actors in contexts do not exist yet: `reviveContexts` puts them in. */
export function readSnapshot(written: unknown): Snapshot<unknown> {
  return decode(written, () => undefined) as Snapshot<unknown>;
}

/** Reads the contexts once more, now that the actors that they mention exist. */
export function reviveContexts(written: unknown, root: AnyActorRef): void {
  const actors = actorsByPath(root);
  const revive = (from: WrittenSnapshot, actor: AnyActorRef): void => {
    const snapshot = actor.getSnapshot() as { context?: unknown };
    if (from.context !== undefined) snapshot.context = decode(from.context, (path) => actors.get(path));
    for (const [id, child] of Object.entries(childrenOf(actor))) {
      const below = from.children?.[id]?.snapshot;
      if (below !== undefined) revive(below, child);
    }
  };
  revive(written as WrittenSnapshot, root);
}
