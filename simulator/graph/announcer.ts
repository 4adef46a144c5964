import { randomUUID } from 'node:crypto';
import type { Cause } from '../cause.ts';
import type { Gate } from '../gate.ts';
import type { Delivery } from '../webhooks.ts';
import { companionContent } from './companions.ts';
import type { CompanionType, EventType } from './names.ts';
import { capturedNotice, wholeNotice, type CallNotice } from './notices.ts';
import type { Notification } from './notification.ts';
import { endedOperation } from './resources.ts';
import type { Switches } from './switches.ts';
import type { WireForm } from './wire-form.ts';
import type { Call, MediaOperation, ToneInfo } from './world.ts';

interface AnnouncerParts {
  emit: (delivery: Omit<Delivery<Notification>, 'deliveryId'>, gate?: Gate) => void;
  switches: () => Switches;
  form: WireForm;
}

/** Tells the call's callback what happens. Microsoft docs, Working with the communications API: the change types. */
export class Announcer {
  readonly #parts: AnnouncerParts;

  constructor(parts: AnnouncerParts) {
    this.#parts = parts;
  }

  /** Also in another state than the call is in now: order is not promised. */
  callState(call: Call, cause?: Cause, told: CallNotice = { state: call.state }): void {
    const lingering = this.#parts.switches().lingeringToneInfo ? call.lastTone : undefined;
    this.#callNotice(call, told.state, cause, { ...told, ...(lingering && { tone: lingering }) });
  }

  tone(call: Call, tone: ToneInfo): void {
    const { callNotices } = this.#parts.switches();
    const audio = callNotices === 'whole' ? { audio: call.audio } : {};
    this.#callNotice(call, 'tone', undefined, { state: call.state, ...audio, tone });
  }

  /** Microsoft docs, commsNotification: an operation that has ended is told as deleted. */
  operationEnded(call: Call, operation: MediaOperation, cause: Cause): void {
    const { form, switches } = this.#parts;
    const spelling = form.next();
    const path = `calls/${spelling.id(call.callId)}/operations/${spelling.id(operation.operationId)}`;
    const resource = endedOperation(operation, switches(), spelling, !form.omitsOperationId());
    const content = this.#item('deleted', path, resource);
    this.#tell(call, operation.kind, content, cause, operation);
  }

  /** Something that has nothing to do with media. */
  aside(call: Call, type: CompanionType): void {
    this.#tell(call, type, companionContent(type, call.callId));
  }

  #callNotice(call: Call, type: EventType, cause: Cause | undefined, notice: CallNotice): void {
    const { form, switches } = this.#parts;
    const spelling = form.next();
    const { callNotices, callIdInNotices } = switches();
    const end =
      call.result &&
      type === 'terminated' &&
      ({ result: spelling.result(call.result, 'call'), besides: 'meeting' } as const);
    const told = { ...notice, ...end };
    const resource = {
      ...(callNotices === 'captured' ? capturedNotice(call, told, switches()) : wholeNotice(call, told)),
      ...(callIdInNotices && { id: call.callId }),
    };
    const changeType = type === 'terminated' ? 'deleted' : type === 'incoming' ? 'created' : 'updated';
    this.#tell(call, type, this.#item(changeType, `calls/${spelling.id(call.callId)}`, resource), cause);
  }

  #item(changeType: 'created' | 'updated' | 'deleted', path: string, resource: object): object {
    const { resourceTwin, extraMembers, odataIds } = this.#parts.switches();
    return {
      '@odata.type': '#microsoft.graph.commsNotification',
      changeType,
      ...(resourceTwin && { resource: `/app/${path}` }),
      resourceUrl: `/communications/${path}`,
      ...(extraMembers && { notificationCount: 1 }),
      resourceData: {
        ...(odataIds && { '@odata.id': `/communications/${path}` }),
        ...(extraMembers && { '@odata.etag': 'W/"5445"' }),
        ...resource,
      },
    };
  }

  #tell(call: Call, type: EventType, content: object, cause?: Cause, about?: MediaOperation): void {
    const event = {
      messageId: randomUUID(),
      type,
      tenantId: call.tenantId,
      callChainId: call.callChainId,
      operationId: about?.operationId ?? null,
      clientContext: about?.clientContext ?? null,
      content,
    };
    this.#parts.emit({ event, to: call.callbackUri, call: call.callId, cause: cause?.sequence }, cause?.gate);
  }
}
