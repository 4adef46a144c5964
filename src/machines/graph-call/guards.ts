import { isOpen, MOST_OPEN, MOST_OPERATIONS, recordOf, isReady, type Context, type Event } from './model.ts';
import { openIn } from './queue.ts';

interface Scope {
  readonly context: Context;
  readonly event: Event;
}

/** A token of another tenant must not speak for this call. */
export function isOurs({ context: { call }, event }: Scope): boolean {
  return 'tenantId' in event && event.callId === call.callId && event.tenantId === call.tenantId;
}

export function isRepeat({ context, event }: Scope): boolean {
  if (event.type !== 'ENQUEUE') return false;
  return recordOf(context, event.operation.operationId)?.requestHash === event.operation.requestHash;
}

/** Tones are subscribed to once: what a second subscription does, nobody documents. */
export function isSubscribed({ context, event }: Scope): boolean {
  return (
    event.type === 'ENQUEUE' &&
    event.operation.command.kind === 'subscribeToTone' &&
    context.toneSubscription !== undefined
  );
}

export function hasRoom({ context, event }: Scope): boolean {
  return (
    event.type === 'ENQUEUE' &&
    recordOf(context, event.operation.operationId) === undefined &&
    openIn(context).length < MOST_OPEN &&
    Object.keys(context.operations).length < MOST_OPERATIONS
  );
}

/** It has never left us, or was clearly refused. */
export function isHeldHere({ context, event }: Scope): boolean {
  if (event.type !== 'CANCEL_OPERATION') return false;
  const record = recordOf(context, event.operationId);
  return isOpen(record) && record?.epoch === undefined;
}

export function isKnownCancel({ context, event }: Scope): boolean {
  return event.type === 'CANCEL_MEDIA' && context.cancelIds.includes(event.cancelId);
}

/** One POST is on its way at a time: nobody documents in which order two would be taken. */
export function mayBeSent({ context }: { readonly context: Context }): boolean {
  return isReady(context) && context.inFlight === undefined && context.queue.length > 0;
}
