import { z } from 'zod';
import { ACS_NOTIFICATION_NAMES, FOREIGN_CONTEXT } from '../../contract/acs-notification.ts';
import type { AcsNotification, AcsNotificationName } from '../../contract/acs-notification.ts';
import { CALL_CONNECTION_ID } from '../../contract/call-connection-id.ts';
import { parseOperationContext } from '../../contract/operation-context.ts';
import { withoutWho } from '../provider-words.ts';
import { UnreadableDelivery, type ReadElement } from '../read-element.ts';
import { Code, Text, tolerated } from '../tolerant-fields.ts';
import { Identifier } from './identifier.ts';

const PREFIX = 'Microsoft.Communication.';
const TYPE_WORTH_TELLING = /^[\w.]{1,100}$/;
const CALL_IN_PATH = /calling\/callConnections\/([^/?#]+)/;

/** What is handed on becomes history, which has a largest size. */
const LONGEST_ID = 256;

/** An absent field, which some senders write as null. A present one of another kind makes the element unreadable. */
const absentOr = (field: z.ZodType<string>) =>
  field
    .nullish()
    .or(z.literal(''))
    .transform((text) => text || undefined);
const Id = Text.max(LONGEST_ID);
const CloudEvent = z.object({
  id: tolerated(Id),
  source: tolerated(Text),
  subject: tolerated(Text),
  data: z
    .object({
      callConnectionId: absentOr(Id),
      operationContext: absentOr(Text),
      invitationId: absentOr(Id),
      participant: tolerated(Identifier),
      resultInformation: tolerated(
        z.object({ code: tolerated(Code), subCode: tolerated(Code), message: tolerated(Text) }),
      ),
    })
    .nullish(),
});

/**
 * Reads one delivery of ACS, element by element: an array of CloudEvents, or a bare one. (The official parser reads
 * only the first element.) Unknown fields and types are tolerated, and so is a missing `datacontenttype`.
 *
 * @param body the parsed JSON
 * @returns one result per element, in the order of the delivery
 * @throws UnreadableDelivery when the body is neither an object nor an array with elements
 * @see CloudEvents 1.0; Microsoft REST, Call Automation 2023-10-15, event definitions
 */
export function readNotifications(body: unknown): ReadElement<AcsNotification>[] {
  const elements = Array.isArray(body) ? (body as unknown[]) : [body];
  if (elements.length === 0) throw new UnreadableDelivery('The delivery is an empty array.');
  if (!Array.isArray(body) && !isObject(body))
    throw new UnreadableDelivery('The delivery is neither an object nor an array.');
  return elements.map(readElement);
}

function readElement(element: unknown): ReadElement<AcsNotification> {
  if (!isObject(element) || typeof element.type !== 'string') return { unreadable: 'not an event: type is missing' };
  const name = nameOf(element.type);
  if (name === undefined) {
    return {
      ignored: {
        reason: 'no operation waits for this type',
        ...(TYPE_WORTH_TELLING.test(element.type) && { type: element.type }),
      },
    };
  }
  const event = CloudEvent.safeParse(element);
  if (!event.success)
    return { unreadable: `of the wrong kind: ${event.error.issues.map(({ path }) => path.join('.')).join(', ')}` };
  return notificationOf(name, event.data);
}

function notificationOf(
  name: AcsNotificationName,
  { id, source, subject, data }: z.infer<typeof CloudEvent>,
): ReadElement<AcsNotification> {
  const callConnectionId = data?.callConnectionId ?? callInPath(source) ?? callInPath(subject);
  if (callConnectionId === undefined) return { unreadable: 'callConnectionId is missing' };
  if (!CALL_CONNECTION_ID.test(callConnectionId)) return { unreadable: 'callConnectionId is not of its shape' };
  const { code, subCode, message } = data?.resultInformation ?? {};
  return {
    notifications: [
      {
        type: `acs.${name}`,
        callConnectionId,
        ...(id !== undefined && { eventId: id }),
        ...(data?.operationContext !== undefined && { operationContext: ourOwn(data.operationContext) }),
        ...(data?.invitationId !== undefined && { invitationId: data.invitationId }),
        ...(data?.participant !== undefined && { participant: data.participant }),
        ...(code !== undefined && { code }),
        ...(subCode !== undefined && { subCode }),
        ...(message !== undefined && { message: withoutWho(message) }),
      },
    ],
  };
}

/** Somebody else's context is their text, of any length: that there was one is all that goes on. */
function ourOwn(context: string): string {
  return parseOperationContext(context) === undefined ? FOREIGN_CONTEXT : context;
}

function nameOf(type: string): AcsNotificationName | undefined {
  return ACS_NOTIFICATION_NAMES.find((name) => type === PREFIX + name);
}

function callInPath(path: string | undefined): string | undefined {
  const [, id] = CALL_IN_PATH.exec(path ?? '') ?? [];
  return id;
}

function isObject(value: unknown): value is { readonly type?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
