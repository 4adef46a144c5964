import { randomBytes } from 'node:crypto';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import type { GraphCallState } from '../contract/graph-activities.ts';
import type { GraphCallInput } from '../contract/graph-media.ts';
import type { ProviderFailure } from '../contract/provider-failure.ts';
import { NoWorkerAnswered, TemporalUnavailable } from '../statechart/client/index.ts';
import type { RemainingMs } from './within.ts';
import { CallNotFound, CallOfOtherTenant, GraphRefused, GraphUnavailable } from './media-errors.ts';

const START_TIMEOUT_MS = 5_000;
/** Beyond the time that the look itself may take. */
const MARGIN_MS = 5_000;

/**
 * Asks Graph for a call, by a workflow of its own: for a call that Graph does not know, nothing else is begun. Only a
 * worker has the credentials.
 *
 * @throws CallNotFound, CallOfOtherTenant, GraphRefused, GraphUnavailable, NoWorkerAnswered, TemporalUnavailable
 */
export async function lookBeforeAdoption(
  client: Client,
  taskQueue: string,
  call: GraphCallInput,
  remainingMs: RemainingMs,
): Promise<void> {
  const { callId, tenantId, cloud, waits } = call;
  const workflowId = `graph-look-${callId}-${randomBytes(4).toString('hex')}`;
  const timeoutMs = Math.min(waits.startToCloseMs + MARGIN_MS, remainingMs());
  const request = { callId, tenantId, cloud, httpTimeoutMs: waits.httpTimeoutMs, waits };
  const options = { workflowId, taskQueue, workflowExecutionTimeout: timeoutMs, args: [request] };
  const look = await client
    .withDeadline(Date.now() + Math.min(START_TIMEOUT_MS, timeoutMs), () =>
      client.workflow.start('lookAtGraphCall', options),
    )
    .catch((error: unknown) => {
      throw new TemporalUnavailable(error);
    });
  const {
    found,
    state,
    tenantId: itsTenant,
  } = await client
    .withDeadline(Date.now() + timeoutMs, () => look.result() as Promise<GraphCallState>)
    .catch((error: unknown) => {
      throw inOurWords(error, callId) ?? new NoWorkerAnswered(workflowId, timeoutMs);
    });
  if (!found || state === 'terminated') throw new CallNotFound(callId);
  if (itsTenant !== undefined && itsTenant !== tenantId) throw new CallOfOtherTenant(callId);
}

function inOurWords(error: unknown, callId: string): Error | undefined {
  if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ActivityFailure)) return undefined;
  const { cause } = error.cause;
  const [failure] = cause instanceof ApplicationFailure ? ((cause.details ?? []) as [ProviderFailure?]) : [];
  const isClear = failure?.class === 'credentials' || failure?.class === 'rejected';
  return isClear ? new GraphRefused(callId, failure) : new GraphUnavailable(callId);
}
