import { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Attempt, Attempted } from '../contract/attempt.ts';
import { isRepeatable } from '../contract/provider-failure.ts';
import type { ProviderFailure, ProviderFailureClass } from '../contract/provider-failure.ts';
import { closedAt, refusalToSend } from './send-window.ts';
import type { SendWindow } from './send-window.ts';

/** What the operator need not look at: the lifecycle handles it, and neither we nor the provider are at fault. */
const EXPECTED: ReadonlySet<ProviderFailureClass> = new Set<ProviderFailureClass>([
  'rejected',
  'conflict',
  'notEstablished',
  'throttled',
  'stillRunning',
  'expired',
]);

/**
 * Makes one attempt at a provider request, inside an activity: asks whether it may still be sent, sends it once, logs
 * one line, and turns a failure into the activity's.
 *
 * @param target what the log line names beside the operation; never a person
 * @param window absent for looks, which may be sent at any time
 * @throws ApplicationFailure with the class as its type and the `ProviderFailure` as its first detail; it is retryable
 *   when the same request may be repeated and the wait that the provider asks for ends inside the window (past it, only
 *   this attempt knows what the provider said). CancelledFailure when the activity was cancelled
 */
export async function providerRequest<Value>(
  operation: string,
  target: Readonly<Record<string, string>>,
  window: SendWindow | undefined,
  send: (attempt: Attempt) => Promise<Attempted<Value>>,
): Promise<Value> {
  const { info, log, cancellationSignal } = Context.current();
  const attempt = info.attempt;
  const attempted =
    refusalToSend(operation, attempt, window, Date.now()) ??
    (await send({ number: attempt, signal: cancellationSignal }));
  if (attempted.ok) {
    log.info(`${operation} accepted (attempt ${attempt})`, { operation, ...target, status: attempted.status });
    return attempted.value;
  }
  const { failure, sentence } = attempted;
  log[EXPECTED.has(failure.class) ? 'info' : 'warn'](sentence, {
    operation,
    ...target,
    class: failure.class,
    ...statusOf(failure),
  });
  const repeatInTime = closedAt(window, Date.now() + (failure.retryAfterMs ?? 0)) === undefined;
  throw activityFailure(failure, sentence, isRepeatable(failure.class) && repeatInTime);
}

function statusOf({ status, code }: ProviderFailure): { readonly status?: number; readonly code?: string } {
  return { ...(status !== undefined && { status }), ...(code !== undefined && { code }) };
}

function activityFailure(failure: ProviderFailure, message: string, retryable: boolean): ApplicationFailure {
  return ApplicationFailure.create({
    type: failure.class,
    message,
    details: [failure],
    nonRetryable: !retryable,
    ...(failure.retryAfterMs !== undefined && { nextRetryDelay: failure.retryAfterMs }),
    ...(EXPECTED.has(failure.class) && { category: ApplicationFailureCategory.BENIGN }),
  });
}
