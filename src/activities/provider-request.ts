import { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import type { Attempt, Attempted } from '../contract/attempt.ts';
import { isRepeatable } from '../contract/provider-failure.ts';
import type { ProviderFailure, ProviderFailureClass } from '../contract/provider-failure.ts';
import { measured, type RequestName } from './request-metrics.ts';
import { isOpenForRepeats, refusalToSend } from './send-window.ts';
import type { SendWindow } from './send-window.ts';

/** What the operator need not look at: the lifecycle handles it, and neither we nor the provider are at fault. */
const EXPECTED: ReadonlySet<ProviderFailureClass> = new Set<ProviderFailureClass>([
  'rejected',
  'callEnded',
  'conflict',
  'notEstablished',
  'throttled',
  'stillRunning',
  'expired',
]);

/**
 * The longest that a look waits before it is repeated, whatever Retry-After says: an operation stays open while it looks,
 * a look that was tried often enough counts as failed, and a failed one proves nothing but is made again.
 */
const LONGEST_WAIT_OF_A_LOOK_MS = 10_000;

export interface ProviderRequest extends RequestName {
  /** What the log line names beside the operation; never a person. */
  readonly target: Readonly<Record<string, string>>;
  /** Absent for looks, which may be sent at any time. */
  readonly window?: SendWindow | undefined;
}

/**
 * Makes one attempt at a provider request, inside an activity: asks whether it may still be sent, sends it once, logs
 * one line (and one for what is odd about an answer), measures it, and turns a failure into the activity's.
 *
 * @throws ApplicationFailure with the class as its type and the `ProviderFailure` as its first detail; it is retryable
 *   when the same request may be repeated and the wait that the provider asks for ends inside the window (past it, only
 *   this attempt knows what the provider said). Of type `Defect`, without details and never retryable, for whatever
 *   else went wrong. CancelledFailure when the activity was cancelled, and not because its worker shuts down
 */
export async function providerRequest<Value>(
  { provider, operation, target, window }: ProviderRequest,
  send: (attempt: Attempt) => Promise<Attempted<Value>>,
): Promise<Value> {
  const { info, log, cancellationSignal } = Context.current();
  const attempt = info.attempt;
  const attempted = await orDefect(
    operation,
    attempt,
    async () =>
      refusalToSend(operation, attempt, window, Date.now()) ??
      (await orLeftBehind(operation, attempt, window, () =>
        measured({ provider, operation }, attempt, () => send({ number: attempt, signal: cancellationSignal })),
      )),
  );
  if (attempted.ok) {
    const { status, remark } = attempted;
    log.info(`${operation} accepted (attempt ${attempt})`, { operation, ...target, status });
    if (remark !== undefined) log.warn(remark, { operation, ...target, status });
    return attempted.value;
  }
  const { failure, sentence } = attempted;
  log[EXPECTED.has(failure.class) ? 'info' : 'warn'](sentence, {
    operation,
    ...target,
    class: failure.class,
    ...statusOf(failure),
  });
  const repeatable = isOpenForRepeats(window, Date.now() + (failure.retryAfterMs ?? 0));
  throw activityFailure(failure, sentence, {
    retryable: isRepeatable(failure.class) && repeatable,
    longestWaitMs: window === undefined ? LONGEST_WAIT_OF_A_LOOK_MS : Number.POSITIVE_INFINITY,
  });
}

/**
 * A worker that shuts down gives up what does not end in time. Temporal would report it as a failure without a word of
 * ours, and a machine takes that for a defect. What is sent once is given up only before it is sent.
 */
async function orLeftBehind<Value>(
  operation: string,
  attempt: number,
  window: SendWindow | undefined,
  send: () => Promise<Attempted<Value>>,
): Promise<Attempted<Value>> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof CancelledFailure) || error.message !== 'WORKER_SHUTDOWN') throw error;
    return {
      ok: false,
      failure: { class: 'ambiguous', sentBefore: window !== 'once' },
      sentence: `${operation} was given up: the worker shuts down (attempt ${attempt})`,
    };
  }
}

/** A defect of ours must be loud: repeated until `notAfter`, it would be told as `expired`. No machine knows its type. */
async function orDefect<T>(operation: string, attempt: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CancelledFailure) throw error;
    const name = error instanceof Error ? error.name : typeof error;
    throw ApplicationFailure.create({
      type: 'Defect',
      // The operation's failure repeats it; what the error itself says may name somebody.
      message: `${operation} failed by a defect (attempt ${attempt}): ${name}`,
      nonRetryable: true,
      ...(error instanceof Error && { cause: withoutItsWords(error) }),
    });
  }
}

/** What it is and where it happened. A cause goes into the history and the log with all that it says. */
function withoutItsWords({ name, stack = '' }: Error): Error {
  const frames = stack.split('\n').filter((line) => FRAME.test(line));
  const cause = new Error([name, frames[0]?.trim()].filter(Boolean).join(' '));
  cause.stack = [cause.message, ...frames].join('\n');
  return cause;
}

const FRAME = /^\s+at \S/;

function statusOf({ status, code }: ProviderFailure): { readonly status?: number; readonly code?: string } {
  return { ...(status !== undefined && { status }), ...(code !== undefined && { code }) };
}

function activityFailure(
  failure: ProviderFailure,
  message: string,
  { retryable, longestWaitMs }: { readonly retryable: boolean; readonly longestWaitMs: number },
): ApplicationFailure {
  return ApplicationFailure.create({
    type: failure.class,
    message,
    details: [{ ...failure, failedAt: new Date().toISOString() }],
    nonRetryable: !retryable,
    ...(failure.retryAfterMs !== undefined && { nextRetryDelay: Math.min(failure.retryAfterMs, longestWaitMs) }),
    ...(EXPECTED.has(failure.class) && { category: ApplicationFailureCategory.BENIGN }),
  });
}
