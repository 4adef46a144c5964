import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { CALL_CONNECTION_ID } from '../contract/call-connection-id.ts';
import type { NewerOperationRequest, OperationActivities } from '../contract/operation-activities.ts';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.ts';

const PERSON_HASH = /^[0-9a-f]{5}$/;
const ANSWER_TIMEOUT_MS = 5_000;

/** What operations ask about each other, answered by the Temporal namespace in which they run. */
export const operationActivities = {
  /**
   * Visibility is eventually consistent: an operation that was started moments ago may be missed. One that began in the
   * same millisecond counts as newer: better not removed than removed from under it.
   *
   * @throws ApplicationFailure of type `Defect`, not retryable, when a value of the request is not of its shape; of type
   *   `TemporalUnavailable` when Temporal could not be asked; the reason of the activity's cancellation
   */
  async findNewerOperation(request) {
    const query = queryFor(request);
    const { client, cancellationSignal } = Context.current();
    try {
      return await client.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, async () => {
        const { startTime } = await client.workflow.getHandle(request.operationId).describe();
        const firstStarts = new Map([[request.operationId, startTime.getTime()]]);
        // A run that continued as new is listed beside the one before: an operation began with the first.
        for await (const { workflowId, startTime: started } of client.workflow.list({ query }))
          firstStarts.set(workflowId, Math.min(firstStarts.get(workflowId) ?? Infinity, started.getTime()));
        const { [request.operationId]: own = 0, ...others } = Object.fromEntries(firstStarts);
        return { exists: Object.values(others).some((start) => start >= own) };
      });
    } catch (error) {
      cancellationSignal.throwIfAborted();
      throw ApplicationFailure.create({
        type: 'TemporalUnavailable',
        message: 'findNewerOperation: Temporal could not be asked for the operations of the call',
        ...(error instanceof Error && { cause: error }),
      });
    }
  },
} satisfies OperationActivities;

/** Values go into the query as they are: each has a shape in which nothing can end the text. */
function queryFor({ callConnectionId, personHash }: NewerOperationRequest): string {
  if (!CALL_CONNECTION_ID.test(callConnectionId) || !PERSON_HASH.test(personHash)) {
    throw ApplicationFailure.create({
      type: 'Defect',
      message: 'findNewerOperation failed by a defect: a value of its request is not of its shape',
      nonRetryable: true,
    });
  }
  return [
    `${SEARCH_ATTRIBUTES.callId} = '${callConnectionId}'`,
    `${SEARCH_ATTRIBUTES.kind} = 'addParticipant'`,
    `${SEARCH_ATTRIBUTES.person} = '${personHash}'`,
  ].join(' AND ');
}
