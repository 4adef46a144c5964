import type { AnyActorRef, AnyMachineSnapshot, InspectionEvent } from 'xstate';
import type { TransitionRecord } from '../messages.ts';
import type { StatePath } from '../state-path.ts';
import { actorPath } from './actor-tree.ts';

/** How many records are kept for those who ask from a revision on, and how many a view carries. */
const KEPT = 1_000;
const SHOWN = 50;
/** Carried into the next run. */
const CARRIED = 200;

/** Every transition of every machine of an instance, numbered (S7). Fed by XState's inspection, at no cost to the machine. */
export class TransitionLog {
  readonly #now: () => number;
  readonly #onRecord: (record: TransitionRecord) => void;
  readonly #records: TransitionRecord[] = [];
  readonly #lastValue = new WeakMap<AnyActorRef, StatePath>();
  readonly #moved = new WeakSet<AnyActorRef>();
  #revision = 0;

  constructor(now: () => number, onRecord: (record: TransitionRecord) => void) {
    this.#now = now;
    this.#onRecord = onRecord;
  }

  get revision(): number {
    return this.#revision;
  }

  /** The latest records, or all kept ones after a revision. */
  records(after?: number): TransitionRecord[] {
    if (after === undefined) return this.#records.slice(-SHOWN);
    return this.#records.filter((record) => record.revision > after);
  }

  carry(): { revision: number; transitions: TransitionRecord[] } {
    return { revision: this.#revision, transitions: this.#records.slice(-CARRIED) };
  }

  /** Numbers go on where the last run left them; what the actors are restored to is no transition. */
  restore(
    carried: { revision: number; transitions: readonly TransitionRecord[] },
    actors: Iterable<AnyActorRef>,
  ): void {
    this.#revision = carried.revision;
    this.#records.push(...carried.transitions);
    for (const actor of actors) {
      const snapshot: unknown = actor.getSnapshot();
      if (isMachineSnapshot(snapshot)) this.#lastValue.set(actor, snapshot.value as StatePath);
    }
  }

  observe(inspected: InspectionEvent): void {
    if (inspected.type === '@xstate.microstep') {
      if (inspected._transitions.length > 0) this.#moved.add(inspected.actorRef as AnyActorRef);
    } else if (inspected.type === '@xstate.snapshot') {
      const actor = inspected.actorRef as AnyActorRef;
      if (isMachineSnapshot(inspected.snapshot))
        this.#settle(actor, inspected.event.type, inspected.snapshot.value as StatePath);
    }
  }

  #settle(actor: AnyActorRef, event: string, to: StatePath): void {
    const from = this.#lastValue.get(actor);
    const moved = this.#moved.delete(actor);
    if (from !== undefined && !moved) return;
    this.#lastValue.set(actor, to);
    this.#append({ event, to, ...(from !== undefined && { from }), ...(actor._parent && { actor: actorPath(actor) }) });
  }

  #append(made: Omit<TransitionRecord, 'revision' | 'at'>): void {
    const record = { revision: ++this.#revision, at: new Date(this.#now()).toISOString(), ...made };
    this.#records.push(record);
    if (this.#records.length > KEPT) this.#records.shift();
    this.#onRecord(record);
  }
}

function isMachineSnapshot(snapshot: unknown): snapshot is AnyMachineSnapshot {
  return typeof snapshot === 'object' && snapshot !== null && 'machine' in snapshot && 'value' in snapshot;
}
