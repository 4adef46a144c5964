import type { Refusal } from '../host/admission.ts';
import type { StatechartHost } from '../host/statechart-host.ts';
import type { Answer } from '../messages.ts';
import { conditionHolds, type WaitCondition } from '../wait-condition.ts';
import type { ActivityCall, ActivityOutcome } from './activity-calls.ts';
import { conditionOfRun } from './condition-of-run.ts';
import { MachineRun, type RunStart } from './machine-run.ts';
import { replay, type RecordedInput } from './replay.ts';
import type { RunInput } from './run-input.ts';
import { SimulatedWorld } from './simulated-world.ts';

/** Held on to, so that a test that fakes timers does not stop ours. */
const { setImmediate: laterInThisProcess } = globalThis;

/** All promises that depend on nothing but other promises have settled when this one does. */
function promisesSettle(): Promise<void> {
  return new Promise((resolve) => {
    laterInThisProcess(resolve);
  });
}

/** What is waited for. */
interface Watch {
  readonly condition: WaitCondition;
  /** The answer that could be given when it held first. */
  seen?: Answer;
}

type WithoutTime<TInput> = TInput extends unknown ? Omit<TInput, 'at'> : never;

/**
 * Drives the runs of one machine: hands inputs over, lets time pass, calls the fakes, records everything, and replays it.
 * The fakes live in a world of their own beside the machine's, with the same clock.
 */
export class Simulation {
  readonly #replays: boolean;
  readonly #first: RunStart;
  readonly #outside: SimulatedWorld;
  readonly #outsideErrors: unknown[] = [];
  readonly #outcomes: { run: MachineRun; call: number; outcome: ActivityOutcome }[] = [];
  readonly #earlierCalls: ActivityCall[] = [];
  #start: RunStart;
  #run: MachineRun;
  #runs = 1;
  #conditionAtStart = '';
  #recorded: RecordedInput[] = [];
  #replayed = -1;
  #watch: Watch | undefined;

  constructor(start: RunStart, options: { readonly replays: boolean }) {
    this.#first = start;
    this.#start = start;
    this.#replays = options.replays;
    this.#outside = new SimulatedWorld({
      startAt: start.startAt,
      seed: `${start.seed} outside`,
      onTimerError: (error) => this.#outsideErrors.push(error),
    });
    this.#run = new MachineRun(start);
  }

  get host(): StatechartHost {
    return this.#run.host;
  }

  /** Milliseconds since the epoch. */
  get now(): number {
    return this.#run.world.now();
  }

  /** Of all runs; numbers begin anew with each. */
  get activityCalls(): ActivityCall[] {
    return [...this.#earlierCalls, ...this.#run.activities.list()];
  }

  /** To be called once, before anything else. */
  async begin(): Promise<void> {
    await this.#drainStart();
    await this.settle();
  }

  async take(input: WithoutTime<RunInput>): Promise<Answer | Refusal | undefined> {
    const answer = await this.#takeAndRecord({ ...input, at: this.now });
    await this.settle();
    return answer;
  }

  /** Calls the fakes that are to be called, and hands over what has come of them. */
  async settle(): Promise<void> {
    await promisesSettle();
    while (this.#dispatch() || (await this.#handOverOutcome())) await promisesSettle();
  }

  /** Looks after every input from now on, for what holds after one may not hold any more after the next. */
  watch(condition: WaitCondition): { readonly seen?: Answer } {
    this.#watch = { condition };
    return this.#watch;
  }

  /** Looks whether what is watched for holds, for the first time. */
  look(): void {
    const { host } = this.#run;
    if (this.#watch === undefined || this.#watch.seen !== undefined) return;
    const answer = host.answer();
    if (conditionHolds(this.#watch.condition, answer)) this.#watch.seen = answer;
  }

  /**
   * Lets time pass, from one deadline to the next, until `holds` or until `target` (milliseconds since the epoch).
   *
   * @returns whether `holds` does
   */
  async advanceTo(target: number, holds: () => boolean = () => false): Promise<boolean> {
    await this.settle();
    while (!holds() && (await this.#ringEarliest(target))) await this.settle();
    if (holds()) return true;
    this.#moveTo(target);
    return false;
  }

  /**
   * Writes the machine down and goes on in a new run.
   *
   * @param options.restart although actors are running, which then start again
   */
  async continueAsNew({ restart }: { readonly restart: boolean }): Promise<void> {
    const { blockedBy, host, activities } = this.#run;
    if (host.hasEnded) throw new Error('The machine has ended: there is nothing to be continued.');
    if (!restart && blockedBy.length > 0) {
      throw new Error(`A run is continued at a quiet moment, and ${blockedBy.join('; ')}.`);
    }
    const carried = JSON.stringify(host.carry());
    this.#earlierCalls.push(...activities.list());
    this.#start = { ...this.#first, startAt: this.now, seed: `${this.#first.seed} ${++this.#runs}`, carried };
    this.#run = new MachineRun(this.#start);
    this.#recorded = [];
    this.#replayed = -1;
    await this.#drainStart();
    await this.settle();
  }

  /**
   * Replays the run, if there is anything new in it.
   *
   * @throws ReplayDiverged
   * @throws what a timer of a fake threw
   */
  async verify(): Promise<void> {
    if (this.#outsideErrors.length > 0) throw this.#outsideErrors.shift();
    if (!this.#replays || this.#replayed === this.#recorded.length) return;
    this.#replayed = this.#recorded.length;
    await replay(this.#start, this.#conditionAtStart, this.#recorded, promisesSettle);
  }

  async #drainStart(): Promise<void> {
    await promisesSettle();
    this.#conditionAtStart = this.#condition();
  }

  async #takeAndRecord(input: RunInput): Promise<Answer | Refusal | undefined> {
    const answer = this.#run.take(input);
    await promisesSettle();
    if (answer === 'unknown') return undefined;
    this.#recorded.push({ input, condition: this.#condition() });
    this.look();
    return answer;
  }

  #condition(): string {
    return this.#replays ? conditionOfRun(this.#run) : '';
  }

  #dispatch(): boolean {
    const run = this.#run;
    let dispatched = false;
    this.#outside.shielded(() => {
      dispatched = run.activities.dispatch((call, outcome) => {
        void outcome.then((known) => this.#outcomes.push({ run, call, outcome: known }));
      });
    });
    return dispatched;
  }

  /** One at a time: each is an input of its own. One that comes too late is dropped. */
  async #handOverOutcome(): Promise<boolean> {
    const next = this.#outcomes.shift();
    if (next === undefined) return false;
    const { run, call, outcome } = next;
    if (run === this.#run && !run.host.hasEnded && run.activities.isRunning(call)) {
      await this.#takeAndRecord({ kind: 'activity', at: this.now, call, outcome });
    }
    return true;
  }

  #earliest(): { readonly world: SimulatedWorld; readonly id: number; readonly dueAt: number } | undefined {
    const { world, host } = this.#run;
    const [own, outside] = [host.hasEnded ? undefined : world.alarms.earliest(), this.#outside.alarms.earliest()];
    if (own !== undefined && own.dueAt <= (outside?.dueAt ?? Number.POSITIVE_INFINITY)) return { world, ...own };
    return outside && { world: this.#outside, ...outside };
  }

  async #ringEarliest(target: number): Promise<boolean> {
    const next = this.#earliest();
    if (next === undefined || next.dueAt > target) return false;
    const at = Math.max(next.dueAt, this.now);
    this.#moveTo(at);
    if (next.world === this.#outside)
      this.#outside.shielded(this.#outside.alarms.take(next.id)?.ring ?? (() => undefined));
    else await this.#takeAndRecord({ kind: 'alarm', at, alarm: next.id });
    return true;
  }

  #moveTo(at: number): void {
    this.#run.world.moveTo(at);
    this.#outside.moveTo(at);
  }
}
