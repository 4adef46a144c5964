import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { CALL_CONNECTION_ID } from '../contract/call-connection-id.ts';
import type { NewerOperationRequest, OperationActivities } from '../contract/operation-activities.ts';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.ts';

const PERSON_HASH = /^[0-9a-f]{5}$/;
const ANSWER_TIMEOUT_MS = 5_000;

type TemporalClient = Context['client'];

/** What operations ask about each other, answered by the Temporal namespace in which they run. */
export const operationActivities = {
  /**
   * Visibility is eventually consistent: an operation that was started moments ago may be missed. One that began in the
   * same millisecond counts as newer: better not removed than removed from under it.
   *
   * @throws what `queryFor` and `ofTheNamespace` throw
   */
  findNewerOperation: async (request) => {
    const query = queryFor(request);
    return ofTheNamespace('findNewerOperation', async ({ workflow }) => {
      const { startTime } = await workflow.getHandle(request.operationId).describe();
      const firstStarts = new Map([[request.operationId, startTime.getTime()]]);
      // A run that continued as new is listed beside the one before: an operation began with the first.
      for await (const { workflowId, startTime: started } of workflow.list({ query }))
        firstStarts.set(workflowId, Math.min(firstStarts.get(workflowId) ?? Infinity, started.getTime()));
      const { [request.operationId]: own = 0, ...others } = Object.fromEntries(firstStarts);
      return { exists: Object.values(others).some((start) => start >= own) };
    });
  },
  /**
   * One that visibility still shows as open although it has ended counts as open: the look is then made again.
   *
   * @throws what `queryFor` and `ofTheNamespace` throw
   */
  findConcurrentOperation: async ({ since, ...request }) => {
    const open = `(ExecutionStatus = 'Running' OR CloseTime >= '${new Date(since).toISOString()}')`;
    const query = `${queryFor(request)} AND ${open}`;
    return ofTheNamespace('findConcurrentOperation', async ({ workflow }) => {
      for await (const { workflowId } of workflow.list({ query }))
        if (workflowId !== request.operationId) return { exists: true };
      return { exists: false };
    });
  },
} satisfies OperationActivities;

/**
 * @throws ApplicationFailure of type `TemporalUnavailable` when Temporal could not be asked; the reason of the activity's
 *   cancellation
 */
async function ofTheNamespace<Answer>(
  activity: string,
  ask: (client: TemporalClient) => Promise<Answer>,
): Promise<Answer> {
  const { client, cancellationSignal } = Context.current();
  try {
    return await client.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () => ask(client));
  } catch (error) {
    cancellationSignal.throwIfAborted();
    throw ApplicationFailure.create({
      type: 'TemporalUnavailable',
      message: `${activity}: Temporal could not be asked for the operations of the call`,
      ...(error instanceof Error && { cause: error }),
    });
  }
}

/**
 * Values go into the query as they are: each has a shape in which nothing can end the text.
 *
 * @throws ApplicationFailure of type `Defect`, not retryable, when one is not of its shape
 */
function queryFor({ callConnectionId, personHash }: NewerOperationRequest): string {
  if (!CALL_CONNECTION_ID.test(callConnectionId) || !PERSON_HASH.test(personHash)) {
    throw ApplicationFailure.create({
      type: 'Defect',
      message: 'the operations of a call cannot be asked for, by a defect: a value of the request is not of its shape',
      nonRetryable: true,
    });
  }
  return [
    `${SEARCH_ATTRIBUTES.callId} = '${callConnectionId}'`,
    `${SEARCH_ATTRIBUTES.kind} = 'addParticipant'`,
    `${SEARCH_ATTRIBUTES.person} = '${personHash}'`,
  ].join(' AND ');
}
