import type { Cause } from '../cause.ts';
import type { Webhooks } from '../webhooks.ts';
import { cloudEvent, type CloudEvent, type EventType } from './cloud-events.ts';
import type { Identifier } from './identifiers.ts';
import type { AcsWebhookEntry } from './ledger.ts';
import type { Switches } from './switches.ts';
import type { Call, Invitation, Participant, ResultInformation } from './world.ts';

/** What an operation says in its events, and where to. */
export interface Told {
  operationContext: string | undefined;
  callbackUri: string;
}

const success: ResultInformation = { code: 200, subCode: 0, message: 'OK' };

/** Microsoft REST 2023-10-15, the event definitions: which data each event carries. */
export class Announcer {
  readonly #webhooks: Webhooks<CloudEvent, AcsWebhookEntry>;
  readonly #switches: () => Switches;

  constructor(webhooks: Webhooks<CloudEvent, AcsWebhookEntry>, switches: () => Switches) {
    this.#webhooks = webhooks;
    this.#switches = switches;
  }

  callState(call: Call, type: 'CallConnected' | 'CallDisconnected', cause?: Cause): void {
    this.#tell(call, type, { operationContext: call.operationContext }, call.callbackUri, cause);
  }

  participantsUpdated(call: Call, participants: Participant[], cause?: Cause): void {
    call.sequenceNumber += 1;
    const data = { sequenceNumber: call.sequenceNumber, participants: structuredClone(participants) };
    this.#tell(call, 'ParticipantsUpdated', data, call.callbackUri, cause);
  }

  /** `participants` is what ParticipantsUpdated is to say. */
  addSucceeded(call: Call, invitation: Invitation, participants: Participant[], cause: Cause): void {
    this.#besideUpdate(call, participants, cause, () =>
      this.#aboutPerson(
        call,
        'AddParticipantSucceeded',
        invitation.identifier,
        this.#toldOf(invitation),
        success,
        cause,
      ),
    );
  }

  addFailed(call: Call, invitation: Invitation, result: ResultInformation, cause: Cause): void {
    this.#aboutPerson(call, 'AddParticipantFailed', invitation.identifier, this.#toldOf(invitation), result, cause);
  }

  #toldOf({ operationContext, callbackUri }: Invitation): Told {
    return {
      operationContext: this.#switches().addEventContext === 'none' ? undefined : operationContext,
      callbackUri,
    };
  }

  /**
   * Up to 2023-10-15 CancelAddParticipantSucceeded has no result information; later it has that of the add.
   *
   * @param invitation undefined for one that was never given out
   */
  cancelSucceeded(
    call: Call,
    { invitationId, invitation }: { invitationId: string; invitation: Invitation | undefined },
    told: Told,
    cause: Cause,
  ): void {
    const { resultInformationOnCancelSucceeded, cancelledAddResult, cancelSucceededContext } = this.#switches();
    const resultInformation = resultInformationOnCancelSucceeded ? cancelledAddResult : undefined;
    const contexts = { own: told.operationContext, add: invitation?.operationContext, none: undefined };
    const data = { operationContext: contexts[cancelSucceededContext], invitationId, resultInformation };
    this.#tell(call, 'CancelAddParticipantSucceeded', data, told.callbackUri, cause);
  }

  cancelFailed(call: Call, invitationId: string, told: Told, resultInformation: ResultInformation, cause: Cause): void {
    const data = { operationContext: told.operationContext, invitationId, resultInformation };
    this.#tell(call, 'CancelAddParticipantFailed', data, told.callbackUri, cause);
  }

  removeSucceeded(call: Call, person: Identifier, told: Told, cause: Cause): void {
    this.#besideUpdate(call, call.participants, cause, () =>
      this.#aboutPerson(call, 'RemoveParticipantSucceeded', person, told, success, cause),
    );
  }

  removeFailed(call: Call, person: Identifier, told: Told, result: ResultInformation, cause: Cause): void {
    this.#aboutPerson(call, 'RemoveParticipantFailed', person, told, result, cause);
  }

  /** These carry no invitation id: only the context ties the end of an add to its request. */
  #aboutPerson(
    call: Call,
    type: EventType,
    participant: Identifier,
    told: Told,
    resultInformation: ResultInformation,
    cause: Cause,
  ) {
    this.#tell(
      call,
      type,
      { operationContext: told.operationContext, resultInformation, participant },
      told.callbackUri,
      cause,
    );
  }

  #besideUpdate(call: Call, participants: Participant[], cause: Cause, tell: () => void): void {
    const { participantsUpdated } = this.#switches();
    if (participantsUpdated === 'before') this.participantsUpdated(call, participants, cause);
    tell();
    if (participantsUpdated === 'after') this.participantsUpdated(call, participants, cause);
  }

  #tell(call: Call, type: EventType, data: Record<string, unknown>, to: string, cause?: Cause): void {
    // Microsoft docs, Call Automation: after CallDisconnected there are no more callbacks for the call.
    if (call.state === 'disconnected' && type !== 'CallDisconnected') return;
    const event = cloudEvent(type, call, data, this.#switches());
    this.#webhooks.emit({ event, to, call: call.callConnectionId, cause: cause?.sequence }, cause?.gate);
  }
}
