import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { CALL_CONNECTION_ID } from '../contract/call-connection-id.ts';
import type { OperationActivities, OtherOperation, OtherOperationsRequest } from '../contract/operation-activities.ts';
import { canonicalId } from '../contract/same-id.ts';
import { SEARCH_ATTRIBUTES } from '../contract/search-attributes.ts';

const PERSON_HASH = /^[0-9a-f]{5}$/;
const ANSWER_TIMEOUT_MS = 5_000;

type TemporalClient = Context['client'];
/** As visibility lists it. */
interface Run {
  readonly startTime: Date;
  readonly closeTime?: Date;
}

/** What operations ask about each other, answered by the Temporal namespace in which they run. */
export const operationActivities = {
  /** @throws what `queryFor` and `ofTheNamespace` throw */
  findOtherOperations: async (request) => {
    const query = queryFor(request);
    return ofTheNamespace('findOtherOperations', async ({ workflow }) => {
      const { startTime } = await workflow.getHandle(request.operationId).describe();
      const open = `(ExecutionStatus = 'Running' OR CloseTime >= '${startTime.toISOString()}')`;
      const runs = new Map<string, Run[]>();
      for await (const run of workflow.list({ query: `${query} AND ${open}` }))
        runs.set(run.workflowId, [...(runs.get(run.workflowId) ?? []), run]);
      runs.delete(request.operationId);
      return { startedAt: startTime.toISOString(), others: [...runs.values()].map(operationOf) };
    });
  },
} satisfies OperationActivities;

/** One that was continued as new is listed once for each of its runs. */
function operationOf(runs: readonly Run[]): OtherOperation {
  const starts = runs.map(({ startTime }) => startTime.getTime());
  const ends = runs.map(({ closeTime }) => closeTime?.getTime() ?? Infinity);
  const end = Math.max(...ends);
  return {
    startedAt: new Date(Math.min(...starts)).toISOString(),
    ...(Number.isFinite(end) && { endedAt: new Date(end).toISOString() }),
  };
}

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
function queryFor({ callConnectionId, personHash }: OtherOperationsRequest): string {
  if (!CALL_CONNECTION_ID.test(callConnectionId) || !PERSON_HASH.test(personHash)) {
    throw ApplicationFailure.create({
      type: 'Defect',
      message: 'the operations of a call cannot be asked for, by a defect: a value of the request is not of its shape',
      nonRetryable: true,
    });
  }
  return [
    `${SEARCH_ATTRIBUTES.callId} = '${canonicalId(callConnectionId)}'`,
    `${SEARCH_ATTRIBUTES.kind} = 'addParticipant'`,
    `${SEARCH_ATTRIBUTES.person} = '${personHash}'`,
  ].join(' AND ');
}
