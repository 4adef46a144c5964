import { isGrpcServiceError, type Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { TemporalUnavailable } from '../statechart/client/index.ts';
import type { CallOptions } from './call-options.ts';
import { InvalidPageToken, InvalidRequest } from './errors.ts';
import { listQuery, type ListedKind, type ListedStatus, type ListFilter } from './list-query.ts';
import { pageTokenOf, readPageToken } from './page-token.ts';
import { CALL_ID, KIND } from './search-attributes.ts';
import { within } from './within.ts';

export interface ListOptions extends ListFilter, CallOptions {
  /** 1 to 100; 20 unless given. */
  readonly limit?: number | undefined;
  /** `nextPageToken` of the page before, which had the same filters. */
  readonly pageToken?: string | undefined;
}

/** What visibility says of an operation; its outcome is in its view. */
export interface ListedOperation {
  readonly operationId: string;
  readonly kind: ListedKind;
  readonly provider: 'acs' | 'graph';
  readonly callId: string;
  readonly status: ListedStatus;
  /** ISO 8601. Of a call whose workflow was continued as new, which takes hours: when that was. */
  readonly requestedAt: string;
  /** ISO 8601. */
  readonly settledAt?: string;
}

export interface OperationPage {
  readonly items: readonly ListedOperation[];
  /** Absent on the last page. */
  readonly nextPageToken?: string;
}

export const LONGEST_PAGE = 100;
const USUAL_PAGE = 20;
/** gRPC. */
const INVALID_ARGUMENT = 3;
/** WorkflowExecutionStatus. */
const RUNNING = 1;
const PROVIDERS: Readonly<Record<ListedKind, ListedOperation['provider']>> = {
  addParticipant: 'acs',
  graphCall: 'graph',
};

/**
 * One page of what Temporal's visibility shows.
 *
 * @throws InvalidRequest, InvalidPageToken, TemporalUnavailable; TypeError for what is no caller
 */
export async function listOperations(
  client: Client,
  { limit = USUAL_PAGE, pageToken, ...options }: ListOptions,
): Promise<OperationPage> {
  const query = listQuery(options);
  assertLimit(limit);
  const request = {
    namespace: client.options.namespace,
    query,
    pageSize: limit,
    ...(pageToken !== undefined && { nextPageToken: readPageToken(query, pageToken) }),
  };
  const { executions, nextPageToken } = await within(client, options, (remainingMs) =>
    client.withDeadline(Date.now() + remainingMs(), () => client.workflowService.listWorkflowExecutions(request)),
  ).catch((error: unknown) => {
    options.signal?.throwIfAborted();
    const isRefused = isGrpcServiceError(error) && (error.code as number) === INVALID_ARGUMENT;
    throw isRefused && pageToken !== undefined ? new InvalidPageToken() : new TemporalUnavailable(error);
  });
  const isLast = nextPageToken === null || nextPageToken === undefined || nextPageToken.length === 0;
  return {
    items: (executions ?? []).map(listed),
    ...(!isLast && { nextPageToken: pageTokenOf(query, nextPageToken) }),
  };
}

/** @throws InvalidRequest */
function assertLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= LONGEST_PAGE) return;
  throw new InvalidRequest([{ pointer: '/limit', detail: `must be a whole number from 1 to ${LONGEST_PAGE}` }]);
}

type ListedWorkflow = NonNullable<
  Awaited<ReturnType<Client['workflowService']['listWorkflowExecutions']>>['executions']
>[number];

function listed({ execution, status, startTime, closeTime, searchAttributes }: ListedWorkflow): ListedOperation {
  const text = (attribute: string) => {
    const payload = searchAttributes?.indexedFields?.[attribute];
    return payload ? String([defaultPayloadConverter.fromPayload(payload)].flat()[0]) : '';
  };
  const kind = text(KIND.name) as ListedKind;
  return {
    operationId: execution?.workflowId ?? '',
    kind,
    provider: PROVIDERS[kind],
    callId: text(CALL_ID.name),
    status: (status as number) === RUNNING ? 'open' : 'settled',
    requestedAt: isoOf(startTime) ?? '',
    ...(closeTime && { settledAt: isoOf(closeTime) ?? '' }),
  };
}

function isoOf(time: ListedWorkflow['startTime']): string | undefined {
  if (!time) return undefined;
  return new Date((time.seconds?.toNumber() ?? 0) * 1_000 + (time.nanos ?? 0) / 1_000_000).toISOString();
}
