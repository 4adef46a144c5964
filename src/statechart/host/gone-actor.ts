import { createActor, fromTransition, type AnyActorRef } from 'xstate';
import { actorPath } from './actor-tree.ts';

/** By path, the actors that are alive. */
type LiveActors = ReadonlyMap<string, AnyActorRef>;

/** Before the path of an actor that is mentioned though it lives no more; another may live in its place. */
const GONE = '//';

/** The path by which an actor is written down. */
export function writtenPath(actor: AnyActorRef, alive: LiveActors): string {
  const path = actorPath(actor);
  return alive.get(path) === actor ? path : `${GONE}${path}`;
}

/** The actor of a path that was written down; one that was gone by then is stood in for. */
export function actorAt(path: string, alive: LiveActors): AnyActorRef {
  return alive.get(path) ?? goneActor(path.startsWith(GONE) ? path.slice(GONE.length) : path, alive);
}

/** Takes events and ignores them, as the one that it stands for would. Of what that one had become nothing is kept. */
function goneActor(path: string, alive: LiveActors): AnyActorRef {
  const ids = path.split('/');
  const id = ids.pop() ?? '';
  const nothing = fromTransition((state: undefined) => state, undefined);
  const actor = createActor(nothing, { id }).start();
  actor.stop();
  Object.assign(actor, { _parent: alive.get(ids.join('/')) });
  Object.assign(actor.getSnapshot(), { status: 'stopped' });
  return actor;
}
