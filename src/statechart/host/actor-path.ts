import type { AnyActorRef } from 'xstate';

/** Ids from below the root down to the actor, joined by `/`; empty for the root. Unlike a session id it is the same after a replay. */
export function actorPath(actor: AnyActorRef): string {
  const ids: string[] = [];
  for (let at: AnyActorRef | undefined = actor; at?._parent !== undefined; at = at._parent) ids.unshift(at.id);
  return ids.join('/');
}
