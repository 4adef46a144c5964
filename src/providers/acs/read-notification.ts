import { z } from 'zod';
import { ACS_NOTIFICATION_NAMES } from '../../contract/acs-notification.ts';
import type { AcsNotification, AcsNotificationName } from '../../contract/acs-notification.ts';
import { withoutWho } from './provider-words.ts';

/** What one element of a delivery came to. Reasons name fields, never their contents. */
export type ReadElement =
  | { readonly notification: AcsNotification }
  | { readonly ignored: { readonly reason: string; readonly type?: string } }
  | { readonly unreadable: string };

/** A delivery of which nothing can be read. The sender is answered 400. */
export class UnreadableDelivery extends Error {
  override readonly name = 'UnreadableDelivery';
}

const PREFIX = 'Microsoft.Communication.';
const TYPE_WORTH_TELLING = /^[\w.]{1,100}$/;
const CALL_IN_PATH = /calling\/callConnections\/([^/?#]+)/;

const Text = z.string().min(1);
/** Left out where it is missing or of another kind: what happened matters more than how it is described. */
const tolerated = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);
/** An absent field, which some senders write as null. A present one of another kind makes the element unreadable. */
const Field = Text.nullish()
  .or(z.literal(''))
  .transform((text) => text || undefined);
const Code = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);

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
export function readNotifications(body: unknown): ReadElement[] {
  const elements = Array.isArray(body) ? (body as unknown[]) : [body];
  if (elements.length === 0) throw new UnreadableDelivery('The delivery is an empty array.');
  if (!Array.isArray(body) && !isObject(body))
    throw new UnreadableDelivery('The delivery is neither an object nor an array.');
  return elements.map(readElement);
}

function readElement(element: unknown): ReadElement {
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
): ReadElement {
  const callConnectionId = data?.callConnectionId ?? callInPath(source) ?? callInPath(subject);
  if (callConnectionId === undefined) return { unreadable: 'callConnectionId is missing' };
  const { code, subCode, message } = data?.resultInformation ?? {};
  return {
    notification: {
      type: `acs.${name}`,
      callConnectionId,
      ...(id !== undefined && { eventId: id }),
      ...(data?.operationContext !== undefined && { operationContext: data.operationContext }),
      ...(data?.invitationId !== undefined && { invitationId: data.invitationId }),
      ...(code !== undefined && { code }),
      ...(subCode !== undefined && { subCode }),
      ...(message !== undefined && { message: withoutWho(message) }),
    },
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
