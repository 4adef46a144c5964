import { StateMachine, type AnyActorRef, type InspectionEvent } from 'xstate';
import { actorPath, childrenOf } from './actor-tree.ts';

/** A machine that takes more microsteps for one event goes round in circles (S10). */
const MOST_MICROSTEPS = 1_000;
/** So do actors that exchange more events at one reading of the clock. */
const MOST_EVENTS = 10_000;

/**
 * Watches, by XState's inspection, for what would stop an instance from being durable: circles, and actors that a
 * continue-as-new could not carry.
 *
 * It throws only where an actor is made, for XState catches that as an error of the step. Anywhere else a throw would
 * leave XState through whoever sent the event: there the trouble is told.
 */
export class WatchedActors {
  readonly #now: () => number;
  readonly #onTrouble: (error: Error) => void;
  readonly #replaced: { readonly parent: AnyActorRef; readonly before: AnyActorRef }[] = [];
  /** Children that were made in the step that their parent is taking; its snapshot does not have them yet. */
  readonly #made = new Map<AnyActorRef, Map<string, AnyActorRef>>();
  #events = { at: Number.NaN, count: 0 };

  constructor(now: () => number, onTrouble: (error: Error) => void) {
    this.#now = now;
    this.#onTrouble = onTrouble;
  }

  observe(inspected: InspectionEvent): void {
    if (inspected.type === '@xstate.actor') this.#created(inspected.actorRef as AnyActorRef);
    else if (inspected.type === '@xstate.event') this.#countEvent(inspected.event.type);
    else if (inspected.type === '@xstate.snapshot') this.#refuseSecondLiveChild(inspected.actorRef as AnyActorRef);
  }

  #created(actor: AnyActorRef): void {
    limitMicrosteps(actor);
    const parent = actor._parent;
    if (parent === undefined) return;
    if (typeof actor.src !== 'string') {
      throw new Error(
        `the actor "${actorPath(actor)}" is spawned from inline logic, which cannot be carried into a next run: name it in setup({ actors }) and spawn it by its name`,
      );
    }
    const made = this.#made.get(parent) ?? new Map<string, AnyActorRef>();
    const before = made.get(actor.id) ?? childrenOf(parent)[actor.id];
    if (before !== undefined) this.#replaced.push({ parent, before });
    this.#made.set(parent, made.set(actor.id, actor));
  }

  /** To leave a state and to enter it again replaces its actor too, but stops the one before. */
  #refuseSecondLiveChild(parent: AnyActorRef): void {
    this.#made.delete(parent);
    const checked = this.#replaced.filter((replaced) => replaced.parent === parent);
    for (const entry of checked) this.#replaced.splice(this.#replaced.indexOf(entry), 1);
    const alive = checked.find(({ before }) => isRunning(before));
    if (alive === undefined) return;
    this.#onTrouble(
      new Error(
        `a second actor was spawned under the id "${actorPath(alive.before)}" while the first lives; the two could not be told apart in a next run`,
      ),
    );
  }

  #countEvent(type: string): void {
    const now = this.#now();
    if (this.#events.at !== now) this.#events = { at: now, count: 0 };
    if (++this.#events.count === MOST_EVENTS) {
      this.#onTrouble(new Error(`actors went round in circles: ${MOST_EVENTS} events at once, at last "${type}"`));
    }
  }
}

/** XState's number for it. The snapshot does not tell: that of a transition actor is active for ever. */
const RUNNING = 1;

function isRunning(actor: AnyActorRef): boolean {
  return (actor as unknown as { _processingStatus: number })._processingStatus === RUNNING;
}

function limitMicrosteps(actor: AnyActorRef): void {
  const { logic } = actor as unknown as { logic: unknown };
  if (!(logic instanceof StateMachine)) return;
  const { options } = logic as unknown as { options: { maxIterations?: number } };
  if (!Number.isFinite(options.maxIterations ?? Number.POSITIVE_INFINITY)) options.maxIterations = MOST_MICROSTEPS;
}
