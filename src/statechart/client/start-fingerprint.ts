import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { isStartRecord, type StartedAs } from '../messages.ts';

/**
 * How an instance was started, from the first event of its run: that is never changed, and outlives the worker.
 *
 * @throws ServiceError of gRPC, NOT_FOUND where no run is retained
 */
export async function recordedStart(client: Client, instanceId: string): Promise<Partial<StartedAs>> {
  const { namespace, loadedDataConverter } = client.options;
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace,
    execution: { workflowId: instanceId },
    maximumPageSize: 1,
  });
  const { workflowType, input } = history?.events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
  const args = await decodeArrayFromPayloads(loadedDataConverter, input?.payloads);
  const fingerprint = args.find(isStartRecord)?.statechartStart;
  return {
    ...(typeof workflowType?.name === 'string' && { workflow: workflowType.name }),
    ...(fingerprint !== undefined && { fingerprint }),
  };
}

/** Of a hash that stands in clear so much as tells starts of one instance apart, and thousands of inputs share. */
export function roughly(fingerprint: string): string {
  return fingerprint.slice(0, 4);
}

/**
 * A hash of what an instance was started with, so that a repeated start can be told from another one. Salted with the
 * instance's id: equal inputs of two instances cannot be recognised by it.
 */
export function fingerprintOf(instanceId: string, startedWith: unknown): string {
  return createHash('sha256')
    .update(`${instanceId}\n${canonicalJson(startedWith)}`)
    .digest('hex');
}

/** JSON with sorted property names: the order in which a caller writes them means nothing. */
function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? 'undefined'
  );
}
