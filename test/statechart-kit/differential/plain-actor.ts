import { createActor, StateMachine, type AnyActorRef, type AnyStateMachine, type InspectionEvent } from 'xstate';
import { writeSnapshot } from '../../../src/statechart/host/carry-over.ts';
import type { Condition, Exercised } from './condition.ts';
import { summaryOf } from './summary.ts';

/** Those of the runtime, which a plain actor has not by itself. */
const MOST_MICROSTEPS = 1_000;

const MOST_EVENTS = 20_000;

/** XState as it is, on a clock that goes on by one millisecond at a time. The reference. */
export class PlainActor {
  /** What of XState the machine made use of. */
  readonly exercised: Exercised = { history: 0, timers: 0, children: 0 };
  readonly #clock = new SteppedClock();
  readonly #actor: AnyActorRef;
  #error: string | undefined;
  #events = 0;

  constructor(machine: AnyStateMachine) {
    const inspect = (inspected: InspectionEvent): void => this.#inspect(inspected);
    this.#actor = createActor(machine, { clock: this.#clock, inspect }) as AnyActorRef;
    this.#actor.subscribe({
      error: (error: unknown) => {
        this.#error = String(error);
      },
    });
    (this.#actor as unknown as { start(): void }).start();
    this.#clock.runDue();
  }

  get hasEnded(): boolean {
    return (this.#actor.getSnapshot() as { status: string }).status !== 'active';
  }

  send(event: { type: string }): void {
    this.#actor.send(event);
    this.#clock.runDue();
  }

  advance(ms: number): void {
    for (let passed = 0; passed < ms; passed++) this.exercised.timers += this.#clock.step();
  }

  /** Lets time pass for as long as something is due before `ms` after the start. */
  advancePast(ms: number): void {
    while ((this.#clock.pending()[0] ?? ms) < ms) this.advance(1);
  }

  condition(): Condition {
    const { status } = this.#actor.getSnapshot() as { status: string };
    if (status === 'error') return { status, error: this.#error };
    const snapshot = writeSnapshot(this.#actor);
    return status === 'active' ? { status, snapshot, timers: this.#clock.pending() } : { status, snapshot };
  }

  /** What is the same in a workflow, where only JSON comes out. */
  summary(): object {
    const snapshot = this.#actor.getSnapshot() as { status: string };
    if (snapshot.status === 'error') return { status: 'error' };
    const summary = summaryOf(snapshot) as object;
    return snapshot.status === 'active' ? { ...summary, timers: this.#clock.pending() } : summary;
  }

  #inspect(inspected: InspectionEvent): void {
    if (inspected.type === '@xstate.event' && ++this.#events > MOST_EVENTS) {
      throw new Error('the generated machine goes round in circles, which it should not');
    }
    if (inspected.type === '@xstate.actor') {
      const { logic, _parent } = inspected.actorRef as unknown as { logic: unknown; _parent?: unknown };
      if (_parent !== undefined) this.exercised.children++;
      if (logic instanceof StateMachine) Object.assign(logic.options, { maxIterations: MOST_MICROSTEPS });
    } else if (inspected.type === '@xstate.microstep') {
      // None while the actor is still being made.
      const before = inspected.actorRef.getSnapshot() as { historyValue?: Record<string, unknown[]> } | undefined;
      const targets = inspected._transitions.flatMap(({ target }) => target ?? []) as { type: string; id: string }[];
      const used = targets.filter(({ type, id }) => type === 'history' && before?.historyValue?.[id] !== undefined);
      this.exercised.history += used.length;
    }
  }
}

interface Timer {
  readonly dueAt: number;
  readonly ring: () => void;
}

/** Not XState's `SimulatedClock`, which delivers chained timers late when it is moved by more than they take. */
class SteppedClock {
  readonly #set = new Map<number, Timer>();
  #now = 0;
  #lastId = 0;

  setTimeout(ring: () => void, delay: number): number {
    this.#set.set(++this.#lastId, { dueAt: this.#now + delay, ring });
    return this.#lastId;
  }

  clearTimeout(id: number): void {
    this.#set.delete(id);
  }

  /** @returns how many timers rang */
  step(): number {
    this.#now++;
    return this.runDue();
  }

  runDue(): number {
    for (let rung = 0; ; rung++) {
      const earliest = this.#earliest();
      if (earliest === undefined || earliest[1].dueAt > this.#now) return rung;
      this.#set.delete(earliest[0]);
      earliest[1].ring();
    }
  }

  /** Of those that are due at the same time the one that was set first. */
  #earliest(): [id: number, timer: Timer] | undefined {
    let earliest: [number, Timer] | undefined;
    for (const entry of this.#set) if (earliest === undefined || entry[1].dueAt < earliest[1].dueAt) earliest = entry;
    return earliest;
  }

  pending(): number[] {
    return [...this.#set.values()].map(({ dueAt }) => dueAt).sort((a, b) => a - b);
  }
}
