import { randomUUID } from 'node:crypto';
import type { Switches } from './switches.ts';
import type { Spelling } from './wire-form.ts';
import type { MediaOperation } from './world.ts';

/* Microsoft Graph schema v1.0: playPromptOperation and recordOperation are open types, so that other members are legal. */

const typeOf = { playPrompt: 'playPromptOperation', recordResponse: 'recordOperation' } as const;

/** As a request is answered with. */
export function operationAnswer(
  operation: MediaOperation,
  { queuedStatus, completionReason }: Switches,
  spelling: Spelling,
): Record<string, unknown> {
  const { kind, operationId, clientContext, result } = operation;
  return {
    '@odata.type': `#microsoft.graph.${typeOf[kind]}`,
    id: operationId,
    status: spelling.status(statusOf(operation, queuedStatus)),
    clientContext,
    ...(kind === 'recordResponse' && { recordingLocation: null, recordingAccessToken: null }),
    ...(completionReason && { completionReason: operation.completionReason ?? null }),
    resultInfo: result ? spelling.result(result, 'operation') : null,
  };
}

/** As a notification tells its end: captured of prompts. `withId` false: only the path names it. */
export function endedOperation(
  operation: MediaOperation,
  { completionReason, extraMembers, promptsInNotices }: Switches,
  spelling: Spelling,
  withId: boolean,
): Record<string, unknown> {
  const { kind, operationId, clientContext, result, acceptedAt, prompts } = operation;
  return {
    '@odata.type': `#microsoft.graph.${typeOf[kind]}`,
    status: spelling.status(statusOf(operation, 'running')),
    clientContext,
    ...(withId && { id: operationId }),
    ...(result && { resultInfo: spelling.result(result, 'operation') }),
    ...(promptsInNotices && kind === 'playPrompt' && { prompts: prompts.map(echoed) }),
    ...(kind === 'recordResponse' && recording(operation)),
    ...(completionReason && { completionReason: operation.completionReason ?? 'unknown' }),
    ...(extraMembers && {
      createdDateTime: new Date(acceptedAt).toISOString(),
      lastActionDateTime: new Date().toISOString(),
    }),
  };
}

function echoed({ uri }: MediaOperation['prompts'][number]): object {
  return {
    '@odata.type': '#microsoft.graph.mediaPrompt',
    mediaInfo: { '@odata.type': '#microsoft.graph.mediaInfo', uri, resourceId: randomUUID() },
  };
}

function statusOf({ state }: MediaOperation, queuedStatus: string): string {
  if (state === 'queued') return queuedStatus;
  return state === 'running' || state === 'completed' ? state : 'failed';
}

/** Microsoft docs, call: cancelMediaProcessing: both are empty where there is no recording. */
function recording({ state, operationId }: MediaOperation) {
  if (state !== 'completed') return { recordingLocation: '', recordingAccessToken: '' };
  return {
    recordingLocation: `https://recordings.simulated.invalid/${operationId}`,
    recordingAccessToken: `simulated-${randomUUID()}`,
  };
}
