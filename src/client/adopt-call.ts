import { TypedSearchAttributes } from '@temporalio/common';
import type { GraphCloud } from '../contract/graph-activities.ts';
import type { GraphCallInput } from '../contract/graph-media.ts';
import { callWorkflowId } from '../contract/media-ids.ts';
import { StartMismatch } from '../statechart/client/index.ts';
import type { AdoptedCalls } from './adopted-calls.ts';
import { describeWorkflow } from './describe-workflow.ts';
import { lookBeforeAdoption } from './look-before-adoption.ts';
import { CallOfOtherCaller, CallOfOtherTenant } from './media-errors.ts';
import { KEEP_TONES } from './kept-tones.ts';
import { ownerFor } from './owners.ts';
import { CALL_ID, CALLER, KIND } from './search-attributes.ts';
import type { RemainingMs } from './within.ts';

/** Makes the media of a call the caller's, or attaches to the adoption that was before. Graph is asked for the call first. */
export async function adoptCall(
  { machines, means: { client, owners, settings } }: AdoptedCalls,
  callId: string,
  { keepTones, ...call }: { readonly tenantId: string; readonly cloud: GraphCloud; readonly keepTones: boolean },
  caller: string | undefined,
  remainingMs: RemainingMs,
): Promise<void> {
  const owner = ownerFor(caller);
  const workflowId = callWorkflowId(callId);
  const requestedAt = new Date().toISOString();
  const input: GraphCallInput = { callId, ...call, keepTones, requestedAt, waits: settings.mediaWaits };
  if ((await describeWorkflow(client, workflowId, remainingMs())) === undefined)
    await lookBeforeAdoption(client, settings.taskQueue, input, remainingMs);
  const searchAttributes = new TypedSearchAttributes([
    { key: CALL_ID, value: callId },
    { key: KIND, value: 'graphCall' },
    { key: CALLER, value: owner },
  ]);
  const start = {
    input,
    startedWith: call,
    searchAttributes,
    memo: { [KEEP_TONES]: keepTones },
    timeoutMs: remainingMs(),
  };
  const refusal: unknown = await machines.start(workflowId, start).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (refusal !== undefined && !(refusal instanceof StartMismatch)) throw refusal;
  // Before anything is said of the call: its tenant is nobody else's business.
  if (!(await owners.isOwn(workflowId, caller, remainingMs()))) throw new CallOfOtherCaller(callId);
  if (refusal !== undefined) throw new CallOfOtherTenant(callId);
}
