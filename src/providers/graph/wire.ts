import { z } from 'zod';
import type {
  GraphCallState,
  MediaResponse,
  PlayPromptRequest,
  Prompt,
  RecordResponseRequest,
} from '../../contract/graph-activities.ts';
import { jsonOf } from '../provider-words.ts';
import { Text, tolerated } from '../tolerant-fields.ts';
import type { Answer } from './exchange.ts';
import { normaliseGraphId } from '../../contract/graph-id.ts';
import { readResourcePath } from './resource-path.ts';
import { resultOf } from './reasons.ts';
import { enumeration, MediaState, ResultInfo, SAFE_ID, wordsOf } from './tolerant-resource.ts';

/** Without `loop`, which v1.0 takes and ignores, and with which a prompt of beta never ends. */
export function playPromptBody({ prompts, clientContext }: PlayPromptRequest): object {
  return { prompts: prompts.map(mediaPrompt), clientContext };
}

export function recordResponseBody(request: RecordResponseRequest): object {
  const { prompt, bargeInAllowed, playBeep, stopTones, clientContext } = request;
  return {
    ...(prompt !== undefined && { prompts: [mediaPrompt(prompt)] }),
    bargeInAllowed,
    initialSilenceTimeoutInSeconds: request.initialSilenceTimeoutSeconds,
    maxSilenceTimeoutInSeconds: request.maxSilenceTimeoutSeconds,
    maxRecordDurationInSeconds: request.maxRecordDurationSeconds,
    playBeep,
    stopTones,
    clientContext,
  };
}

/** Of subscribeToTone and cancelMediaProcessing. `all` of the latter is in the documentation and not in the schema. */
export function clientContextBody({ clientContext }: { readonly clientContext: string }): object {
  return { clientContext };
}

function mediaPrompt({ uri, resourceId }: Prompt): object {
  return {
    '@odata.type': '#microsoft.graph.mediaPrompt',
    mediaInfo: {
      '@odata.type': '#microsoft.graph.mediaInfo',
      uri,
      ...(resourceId !== undefined && { resourceId }),
    },
  };
}

/** What an answer says, and what is odd about it. */
export interface ReadAnswer<Value> {
  readonly value: Value;
  readonly remark?: string;
}

const Id = z.string().regex(SAFE_ID).transform(normaliseGraphId);

const Operation = z.object({
  id: tolerated(Id),
  status: tolerated(enumeration),
  resultInfo: tolerated(ResultInfo),
});

/** `commsOperation`. What is missing or of another kind is left out: that there is an operation is what counts. */
export function readOperation({ body, location }: Answer): ReadAnswer<MediaResponse> | 'unreadable' {
  const read = Operation.safeParse(jsonOf(body));
  if (!read.success) return 'unreadable';
  const { id, status, resultInfo } = read.data;
  const told = { ...(status !== undefined && { status }), ...wordsOf(resultInfo) };
  // What still runs has come to nothing yet, whatever else is said.
  const result = status === 'completed' || status === 'failed' ? resultOf(told) : undefined;
  const located = location === undefined ? undefined : readResourcePath(location)?.itemId;
  return {
    value: {
      ...(id !== undefined && { operationId: id }),
      ...told,
      ...(result !== undefined && { result }),
    },
    ...(id !== undefined &&
      located !== undefined &&
      located !== id && { remark: `names operation ${id} in its body, which counts, and another one in Location` }),
  };
}

const Call = z.object({
  state: tolerated(enumeration),
  mediaState: tolerated(MediaState),
  tenantId: tolerated(Text.regex(SAFE_ID).toLowerCase()),
});

/** `call`, of which there is one whatever its fields say. */
export function readCall({ body }: Answer): ReadAnswer<GraphCallState> | 'unreadable' {
  const read = Call.safeParse(jsonOf(body));
  if (!read.success) return 'unreadable';
  const { state, mediaState, tenantId } = read.data;
  return {
    value: {
      found: true,
      ...(state !== undefined && { state }),
      ...(mediaState?.audio !== undefined && { audio: mediaState.audio }),
      ...(tenantId !== undefined && { tenantId }),
    },
  };
}
