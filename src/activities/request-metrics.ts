import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { Attempted } from '../contract/attempt.ts';

/** Which request of which provider. */
export interface RequestName {
  readonly provider: 'acs' | 'graph';
  /** As the gateway's method is called. */
  readonly operation: string;
}

/**
 * Measures one attempt at a request, from the moment in which it is handed to the gateway: the time for a token counts.
 *
 * @param attempt counted from 1; later ones are repeats
 */
export async function measured<Value>(
  { provider, operation }: RequestName,
  attempt: number,
  send: () => Promise<Attempted<Value>>,
): Promise<Attempted<Value>> {
  const { metricMeter } = Context.current();
  const request = { provider, request: operation };
  if (attempt > 1)
    metricMeter
      .createCounter(
        'durable_calls_provider_request_repeats_total',
        '',
        'Attempts at a provider request after the first one of its activity, by provider and request.',
      )
      .add(1, request);
  const begun = performance.now();
  const record = (answer: string) =>
    metricMeter
      .createHistogram(
        'durable_calls_provider_request_seconds',
        'float',
        's',
        'Attempts at provider requests, by provider, request and class of the answer.',
      )
      .record((performance.now() - begun) / 1_000, { ...request, class: answer });
  try {
    const attempted = await send();
    record(attempted.ok ? 'accepted' : attempted.failure.class);
    return attempted;
  } catch (error) {
    record(error instanceof CancelledFailure ? 'cancelled' : 'defect');
    throw error;
  }
}
