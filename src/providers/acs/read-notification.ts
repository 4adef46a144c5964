import { z } from 'zod';
import { ACS_NOTIFICATION_NAMES } from '../../contract/acs-notification.ts';
import type { AcsNotification, AcsNotificationName } from '../../contract/acs-notification.ts';
import { withoutWho } from '../provider-words.ts';
import { UnreadableDelivery, type ReadElement } from '../read-element.ts';
import { Code, Text, tolerated } from '../tolerant-fields.ts';

const PREFIX = 'Microsoft.Communication.';
const TYPE_WORTH_TELLING = /^[\w.]{1,100}$/;
const CALL_IN_PATH = /calling\/callConnections\/([^/?#]+)/;

/** An absent field, which some senders write as null. A present one of another kind makes the element unreadable. */
const Field = Text.nullish()
  .or(z.literal(''))
  .transform((text) => text || undefined);
const CloudEvent = z.object({
  id: tolerated(Text),
  source: tolerated(Text),
  subject: tolerated(Text),
  data: z
    .object({
      callConnectionId: Field,
      operationContext: Field,
      invitationId: Field,
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
  const { code, subCode, message } = data?.resultInformation ?? {};
  return {
    notifications: [
      {
        type: `acs.${name}`,
        callConnectionId,
        ...(id !== undefined && { eventId: id }),
        ...(data?.operationContext !== undefined && { operationContext: data.operationContext }),
        ...(data?.invitationId !== undefined && { invitationId: data.invitationId }),
        ...(code !== undefined && { code }),
        ...(subCode !== undefined && { subCode }),
        ...(message !== undefined && { message: withoutWho(message) }),
      },
    ],
  };
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
