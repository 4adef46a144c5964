import { z } from 'zod';
import type { GraphNotification } from '../../contract/graph-notification.ts';
import { UnreadableDelivery, type ReadElement } from '../read-element.ts';
import { Code, Text, tolerated } from '../tolerant-fields.ts';
import { normaliseGraphId } from '../../contract/graph-id.ts';
import { parseClientContext } from '../../contract/media-ids.ts';
import { readResourcePath, type ResourcePath } from './resource-path.ts';
import { resultOf } from './reasons.ts';
import { enumeration, MediaState, ResultInfo, SAFE_ID, wordsOf } from './tolerant-resource.ts';

const LONGEST_LOCATION = 2_048;

const Resource = z.object({
  '@odata.type': tolerated(Text),
  '@odata.id': tolerated(Text),
  id: tolerated(Text.regex(SAFE_ID)),
  clientContext: tolerated(Text),
  status: tolerated(enumeration),
  state: tolerated(enumeration),
  mediaState: tolerated(MediaState),
  toneInfo: tolerated(z.object({ sequenceId: Code, tone: tolerated(enumeration) })),
  resultInfo: tolerated(ResultInfo),
  recordingLocation: tolerated(Text.max(LONGEST_LOCATION)),
});

const Element = z.object({
  changeType: tolerated(enumeration),
  resourceUrl: tolerated(Text),
  resource: tolerated(Text),
  resourceData: tolerated(Resource),
});

const Delivery = z.object({ value: z.array(z.unknown()).min(1) });

type Body = z.output<typeof Resource>;

/** Those that are waited for. */
const OPERATION_TYPE = /^#?microsoft\.graph\.(?:playPrompt|record)Operation$/i;
const TERMINAL = new Set(['completed', 'failed']);

/**
 * Reads one delivery of Graph, element by element. Unknown members and types are tolerated. One element may tell two
 * things: the state of the call, and a tone.
 *
 * @param body the parsed JSON
 * @returns one result per element, in the order of the delivery
 * @throws UnreadableDelivery when the body has no list of elements
 * @see Microsoft Graph, commsNotifications and commsNotification; call; commsOperation
 */
export function readNotifications(body: unknown): ReadElement<GraphNotification>[] {
  const delivery = Delivery.safeParse(body);
  if (!delivery.success) throw new UnreadableDelivery('The delivery has no list of notifications in `value`.');
  return delivery.data.value.map(readElement);
}

function readElement(element: unknown): ReadElement<GraphNotification> {
  const read = Element.safeParse(element);
  if (!read.success) return { unreadable: 'not a notification: no object' };
  const { changeType, resourceUrl, resource, resourceData = {} } = read.data;
  const address = resourceUrl ?? resource ?? resourceData['@odata.id'];
  const path = address === undefined ? undefined : readResourcePath(address);
  if (path === undefined) return { unreadable: 'no call is named: resourceUrl is missing or not of a call' };
  if (!SAFE_ID.test(path.callId)) return { unreadable: 'the id of the call is of no use' };
  if (path.collection === undefined) return ofTheCall(path, changeType, resourceData);
  if (path.collection === 'operations') return ofAnOperation(path, changeType, resourceData);
  return { ignored: { reason: 'no operation waits for this resource' } };
}

function ofTheCall(
  { callId }: ResourcePath,
  changeType: string | undefined,
  body: Body,
): ReadElement<GraphNotification> {
  if (changeType === 'deleted' || body.state === 'terminated')
    return { notifications: [{ type: 'graph.CallEnded', callId, ...wordsOf(body.resultInfo) }] };
  const { state, mediaState, toneInfo } = body;
  const notifications: GraphNotification[] = [];
  if (state !== undefined || mediaState?.audio !== undefined) {
    notifications.push({
      type: 'graph.CallUpdated',
      callId,
      ...(state !== undefined && { state }),
      ...(mediaState?.audio !== undefined && { audio: mediaState.audio }),
    });
  }
  if (toneInfo !== undefined) {
    const { sequenceId, tone } = toneInfo;
    notifications.push({ type: 'graph.TonePressed', callId, sequenceId, ...(tone !== undefined && { tone }) });
  }
  return notifications.length > 0
    ? { notifications }
    : { ignored: { reason: 'it tells neither a state nor a tone of the call' } };
}

/** An operation is known by what Graph names, or by what we named: either may be missing. Another's context ends here. */
function ofAnOperation(
  { callId, itemId }: ResourcePath,
  changeType: string | undefined,
  body: Body,
): ReadElement<GraphNotification> {
  const { status, id, recordingLocation } = body;
  const clientContext = parseClientContext(body.clientContext) && body.clientContext;
  if (clientContext === undefined && !OPERATION_TYPE.test(body['@odata.type'] ?? ''))
    return { ignored: { reason: 'no operation waits for this type' } };
  if (changeType !== 'deleted' && !TERMINAL.has(status ?? ''))
    return { ignored: { reason: 'the operation has not ended' } };
  const named = id ?? itemId;
  const operationId = named === undefined || !SAFE_ID.test(named) ? undefined : normaliseGraphId(named);
  if (operationId === undefined && clientContext === undefined)
    return body.clientContext === undefined
      ? { unreadable: 'neither an operation id nor a client context' }
      : { ignored: { reason: 'the client context is not ours' } };
  const told = { ...(status !== undefined && { status }), ...wordsOf(body.resultInfo) };
  const result = resultOf(told);
  return {
    notifications: [
      {
        type: 'graph.OperationEnded',
        callId,
        ...(operationId !== undefined && { operationId }),
        ...(clientContext !== undefined && { clientContext }),
        ...told,
        ...(result !== undefined && { result }),
        ...(recordingLocation !== undefined && { recordingLocation }),
      },
    ],
  };
}
