import type {
  AnyStateMachine,
  ContextFrom,
  EventFromLogic,
  InputFrom,
  MachineImplementationsFrom,
  OutputFrom,
  SnapshotFrom,
} from 'xstate';
import { MachineFailed, NeverReached, WaitTimedOut } from '../client/errors.ts';
import type { Refusal } from '../host/admission.ts';
import type { Answer, Delivery, MachineEvent, TransitionRecord, View } from '../messages.ts';
import type { WaitCondition } from '../wait-condition.ts';
import type { ActivityCall, FakeActivity, FakeActivityContext } from './activity-calls.ts';
import { fakeActivity } from './fake-actor.ts';
import { asClientError } from './refusals.ts';
import { reportOf } from './report.ts';
import { whileSimulating } from './simulated-globals.ts';
import { Simulation } from './simulation.ts';
import { throughJson } from './through-json.ts';

type ActorsFrom<TMachine extends AnyStateMachine> = NonNullable<MachineImplementationsFrom<TMachine>['actors']>;

/** By the names of the machine's actors: a plain function, or any logic of XState. */
type FakesFor<TMachine extends AnyStateMachine> = {
  readonly [Name in keyof ActorsFrom<TMachine>]?:
    | ActorsFrom<TMachine>[Name]
    | ((
        input: InputFrom<NonNullable<ActorsFrom<TMachine>[Name]>>,
        context: FakeActivityContext,
      ) =>
        | OutputFrom<NonNullable<ActorsFrom<TMachine>[Name]>>
        | Promise<OutputFrom<NonNullable<ActorsFrom<TMachine>[Name]>>>);
};

export interface StatechartTestOptions<TMachine extends AnyStateMachine> {
  readonly input?: InputFrom<TMachine>;
  /** What stands in for activities. A fake that waits by `setTimeout` waits in simulated time. */
  readonly actors?: FakesFor<TMachine>;
  /** Becomes the view's `summary`, as in `runStatechart`. */
  readonly summarize?: (snapshot: SnapshotFrom<TMachine>) => unknown;
  /** The event that a request to cancel becomes, as in `runStatechart`. */
  readonly onCancel?: EventFromLogic<TMachine>;
  /** The simulated time of the start. Default 2030-01-01T00:00:00Z. */
  readonly startAt?: Date | number;
  /** Other seeds give other random numbers. */
  readonly seed?: string;
  /**
   * Whether all inputs so far are given to a second instance after each call (default true). Turn it off where a test
   * has many hundreds of inputs: the time that replays take grows with their square.
   */
  readonly replay?: boolean;
}

export interface TestSendOptions {
  readonly id?: string;
  readonly until?: WaitCondition;
  readonly timeoutMs?: number;
}

/** A view whose context is the live one; the view that a client gets has what JSON leaves of it. */
export type TestView<TMachine extends AnyStateMachine> = Omit<View, 'context' | 'output'> & {
  readonly context: ContextFrom<TMachine>;
  readonly output?: OutputFrom<TMachine>;
};

const DEFAULT_START = Date.UTC(2030, 0, 1);
const DEFAULT_WAIT_MS = 10_000;

/**
 * Runs a machine in the runtime's own host, without Temporal: a test takes milliseconds, and months pass when they are
 * told to. The machine sees the simulated time in `Date`, `setTimeout` and `setInterval`, and repeatable numbers in
 * `Math.random`; the test itself sees the real ones.
 *
 * After every call a second instance is given all inputs so far and has to come to the same state, context, timers and
 * numbers; a machine that looks at anything else fails the call with `ReplayDiverged`. This is not Temporal's replayer:
 * it knows nothing of histories and commands.
 */
export async function createStatechartTest<TMachine extends AnyStateMachine>(
  machine: TMachine,
  options: StatechartTestOptions<TMachine> = {},
): Promise<StatechartTest<TMachine>> {
  const startAt = Number(options.startAt ?? DEFAULT_START);
  const simulation = new Simulation(
    {
      machine: machine.provide({ actors: logicOf(options.actors ?? {}) } as never) as AnyStateMachine,
      input: options.input,
      summarize: options.summarize,
      onCancel: options.onCancel,
      startAt,
      seed: options.seed ?? machine.id,
      carried: undefined,
    },
    { replays: options.replay ?? true },
  );
  await whileSimulating(() => simulation.begin());
  await whileSimulating(() => simulation.verify());
  return new StatechartTest<TMachine>(machine.id, startAt, simulation);
}

function logicOf(fakes: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fakes).map(([name, fake]: [string, unknown]) => [
      name,
      typeof fake === 'function' ? fakeActivity(fake as FakeActivity) : fake,
    ]),
  );
}

/** One machine under test. Its calls take effect one after the other, in the order in which they are made. */
export class StatechartTest<TMachine extends AnyStateMachine> {
  readonly #id: string;
  readonly #startAt: number;
  readonly #simulation: Simulation;
  #last: Promise<unknown> = Promise.resolve();

  /** @internal Use `createStatechartTest`. */
  constructor(id: string, startAt: number, simulation: Simulation) {
    this.#id = id;
    this.#startAt = startAt;
    this.#simulation = simulation;
  }

  /**
   * Sends a command, as a service does. Resolves with the view right after its transition; what the transition has
   * started has settled by then as far as promises go, so that `view()` may be further on.
   *
   * @param options.until lets simulated time pass until it holds, and resolves with the view at that time
   * @param options.timeoutMs for `until`, in simulated time, default 10 s
   * @throws EventRefused, InvalidEvent, AlreadySettled, MachineFailed, and for `until` WaitTimedOut and NeverReached, of
   *   `durable-calls/statechart/client`
   */
  send(event: EventFromLogic<TMachine>, options: TestSendOptions = {}): Promise<Answer> {
    return this.#inTurn(async () => {
      const { id, until, timeoutMs = DEFAULT_WAIT_MS } = options;
      const delivery = this.#deliveryOf(event, id);
      const { host, now } = this.#simulation;
      const refusal = host.inbox.refuse(delivery);
      if (refusal !== undefined) throw asClientError(refusal, this.#id, host);
      const watch = until && this.#simulation.watch(until);
      const answer = await this.#simulation.take({ kind: 'command', delivery });
      if (answer === undefined || isRefusal(answer)) throw asClientError(answer as Refusal, this.#id, host);
      return watch === undefined ? answer : this.#untilSeen(watch, now + timeoutMs, timeoutMs);
    });
  }

  /** Hands over one notification, or a list of them, as a signal does. */
  notify(
    events: EventFromLogic<TMachine> | readonly { readonly event: EventFromLogic<TMachine>; readonly id?: string }[],
    options: { readonly id?: string } = {},
  ): Promise<'accepted' | 'ignored'> {
    return this.#inTurn(async () => {
      if (this.#simulation.host.hasEnded) return 'ignored';
      const list = Array.isArray(events)
        ? (events as { event: unknown; id?: string }[])
        : [{ event: events, ...options }];
      const deliveries = list.map(({ event, id }) => this.#deliveryOf(event, id));
      await this.#simulation.take({ kind: 'notification', deliveries });
      return 'accepted';
    });
  }

  /** Asks for the cancellation of the workflow. */
  cancel(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#simulation.host.hasEnded) await this.#simulation.take({ kind: 'cancellation' });
    });
  }

  /** Lets simulated time pass, from one deadline to the next, so that a timer that is set by a timer comes at its time. */
  advance(ms: number): Promise<void> {
    return this.#inTurn(async () => {
      await this.#simulation.advanceTo(this.#simulation.now + ms);
    });
  }

  /** Lets promises settle, those of fakes among them that wait for something real. */
  flush(): Promise<void> {
    return this.#inTurn(() => this.#simulation.settle());
  }

  /**
   * Lets simulated time pass until a state, a tag, a revision or the end is reached.
   *
   * @param options.timeoutMs in simulated time, default 10 s
   * @throws WaitTimedOut, NeverReached of `durable-calls/statechart/client`, whose messages tell what happened instead
   */
  waitFor(
    condition: WaitCondition,
    { timeoutMs = DEFAULT_WAIT_MS }: { readonly timeoutMs?: number } = {},
  ): Promise<Answer> {
    return this.#inTurn(async () => {
      const watch = this.#simulation.watch(condition);
      this.#simulation.look();
      return this.#untilSeen(watch, this.#simulation.now + timeoutMs, timeoutMs);
    });
  }

  /**
   * Writes the machine down as JSON and goes on in a new run, as a workflow does at a quiet moment.
   *
   * @param options.restart for machines that run with `onContinueAsNew: 'restart'`
   * @throws Error naming the actors that are running
   */
  continueAsNew({ restart = false }: { readonly restart?: boolean } = {}): Promise<void> {
    return this.#inTurn(() => this.#simulation.continueAsNew({ restart }));
  }

  /** The machine as it is; with `after`, the kept transitions after that revision instead of the latest. */
  view({ after }: { readonly after?: number } = {}): TestView<TMachine> {
    return this.#simulation.host.view(after) as TestView<TMachine>;
  }

  /**
   * The output of a machine that is done.
   *
   * @throws MachineFailed with the record of the failure
   * @throws Error when the machine has not ended, or was cancelled
   */
  result(): OutputFrom<TMachine> {
    const { host } = this.#simulation;
    const view = host.view();
    if (view.status === 'done') return host.output as OutputFrom<TMachine>;
    if (view.error === undefined) throw new Error(`${this.#id} has no result: it is ${view.status}.\n${this.report()}`);
    throw new MachineFailed(`${this.#id} failed: ${view.error.message}`, view.error, view);
  }

  /** Simulated, in milliseconds since the epoch. */
  get now(): number {
    return this.#simulation.now;
  }

  /** All transitions, the last 1,000 at most. */
  get transitions(): readonly TransitionRecord[] {
    return this.#simulation.host.view(0).transitions;
  }

  /** The calls of faked actors, over all runs. */
  get activityCalls(): readonly ActivityCall[] {
    return this.#simulation.activityCalls;
  }

  /** Transitions and calls, one line each, to be printed. */
  report(): string {
    return reportOf(this.#startAt, this.transitions, this.activityCalls);
  }

  async #untilSeen(watch: { readonly seen?: Answer }, target: number, timeoutMs: number): Promise<Answer> {
    const { host } = this.#simulation;
    await this.#simulation.advanceTo(target, () => watch.seen !== undefined || host.hasEnded);
    if (watch.seen !== undefined) return watch.seen;
    const error = host.hasEnded ? new NeverReached(this.#id, host.answer()) : new WaitTimedOut(this.#id, timeoutMs);
    error.message += `\n${this.report()}`;
    throw error;
  }

  /** Events travel as JSON. */
  #deliveryOf(event: unknown, id: string | undefined): Delivery {
    return { event: throughJson(event) as MachineEvent, acceptedAt: this.now, ...(id !== undefined && { id }) };
  }

  /** One call after the other, and a replay after each. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() =>
      whileSimulating(async () => {
        try {
          return await work();
        } finally {
          await this.#simulation.verify();
        }
      }),
    );
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function isRefusal(answer: Answer | Refusal): answer is Refusal {
  return 'kind' in answer;
}
