import { StateMachine, type AnyActorRef } from 'xstate';

/** Ids from below the root down to the actor, joined by `/`; empty for the root. Unlike a session id it is the same after a replay. */
export function actorPath(actor: AnyActorRef): string {
  const ids: string[] = [];
  for (let at: AnyActorRef | undefined = actor; at?._parent !== undefined; at = at._parent) ids.unshift(at.id);
  return ids.join('/');
}

/** The actor and all below it, by path. */
export function actorsByPath(root: AnyActorRef): Map<string, AnyActorRef> {
  const found = new Map<string, AnyActorRef>();
  const visit = (actor: AnyActorRef): void => {
    found.set(actorPath(actor), actor);
    for (const child of Object.values(childrenOf(actor))) visit(child);
  };
  visit(root);
  return found;
}

/** None while the actor is still being made. */
export function childrenOf(actor: AnyActorRef): Record<string, AnyActorRef> {
  const snapshot = actor.getSnapshot() as { children?: Record<string, AnyActorRef> } | undefined;
  return snapshot?.children ?? {};
}

/** Promise, callback and observable actors do something outside of their state: restored, they would start it again. */
export function isWorking(actor: AnyActorRef): boolean {
  const { logic } = actor as unknown as { logic: { start?: unknown } };
  const worksOutside = logic.start !== undefined && !(logic instanceof StateMachine);
  return worksOutside && (actor.getSnapshot() as { status: string }).status === 'active';
}
