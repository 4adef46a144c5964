import { throughJson } from './through-json.ts';

/** What a fake is told about its call. */
export interface FakeActivityContext {
  /** Aborted when the machine leaves the state that invoked the actor. */
  readonly signal: AbortSignal;
}

/** Stands in for an activity. Its input is what JSON leaves of the actor's input, and so is its result. */
export type FakeActivity = (input: never, context: FakeActivityContext) => unknown;

/** How an activity ended. */
export type ActivityOutcome =
  { readonly ok: true; readonly output: unknown } | { readonly ok: false; readonly error: unknown };

/** One call of a faked actor, as a test may look at it. */
export interface ActivityCall {
  /** Counts the calls of a run, from 1. */
  readonly number: number;
  /** The name by which the machine invokes the actor. */
  readonly name: string;
  readonly input: unknown;
  readonly state: 'running' | 'completed' | 'failed' | 'cancelled';
}

interface Call {
  readonly name: string;
  readonly input: unknown;
  readonly fake: FakeActivity;
  readonly signal: AbortSignal;
  readonly settle: (outcome: ActivityOutcome) => void;
  state: ActivityCall['state'];
}

/** The calls of faked actors that one run has made. What ends them is an input of the run, as everything from outside. */
export class ActivityCalls {
  readonly #calls: Call[] = [];
  #dispatched = 0;

  list(): ActivityCall[] {
    return this.#calls.map(({ name, input, state }, index) => ({ number: index + 1, name, input, state }));
  }

  /** Called by the actor's logic. The fake is not called yet: an activity begins when the step that asks for it is over. */
  schedule(name: string, given: unknown, fake: FakeActivity, signal: AbortSignal): Promise<unknown> {
    const input = throughJson(given);
    return new Promise((resolve, reject) => {
      const call: Call = {
        name,
        input,
        fake,
        signal,
        state: 'running',
        settle: (outcome) => {
          call.state = outcome.ok ? 'completed' : 'failed';
          if (outcome.ok) resolve(outcome.output);
          else reject(outcome.error);
        },
      };
      signal.addEventListener('abort', () => {
        call.state = 'cancelled';
      });
      this.#calls.push(call);
    });
  }

  /** Calls the fakes of what was scheduled since the last time. One that was cancelled meanwhile is never called. */
  dispatch(report: (number: number, outcome: Promise<ActivityOutcome>) => void): boolean {
    const from = this.#dispatched;
    this.#dispatched = this.#calls.length;
    const fresh = this.#calls.slice(from).filter(({ state }) => state === 'running');
    for (const call of fresh) report(this.#calls.indexOf(call) + 1, outcomeOf(call));
    return fresh.length > 0;
  }

  isRunning(number: number): boolean {
    return this.#calls[number - 1]?.state === 'running';
  }

  /** @returns whether there was such a call, and it was running */
  settle(number: number, outcome: ActivityOutcome): boolean {
    if (!this.isRunning(number)) return false;
    this.#calls[number - 1]?.settle(outcome);
    return true;
  }
}

async function outcomeOf({ fake, input, signal }: Call): Promise<ActivityOutcome> {
  try {
    return { ok: true, output: throughJson(await fake(input as never, { signal })) };
  } catch (error) {
    return { ok: false, error: new FakeActivityError(error) };
  }
}

/** What `onError` gets, in the shape of the error that a real activity leads to: `type`, `message`, `details`. */
class FakeActivityError extends Error {
  override readonly name = 'ActivityError';
  readonly type: string;
  readonly details: readonly unknown[];

  constructor(thrown: unknown) {
    const { name, type, message, details } = (thrown ?? {}) as Partial<Record<string, unknown>>;
    super(typeof message === 'string' ? message : String(thrown), { cause: thrown });
    this.type = typeof type === 'string' ? type : typeof name === 'string' ? name : 'Error';
    this.details = Array.isArray(details) ? details : [];
  }
}
