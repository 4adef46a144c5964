import { randomInt } from 'node:crypto';
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

type Data = Record<string, unknown>;

/** Recorded from 2024-09-01-preview on. */
const success: ResultInformation = { code: 200, subCode: 0, message: '' };

/** Recorded: a ParticipantsUpdated that is repeated comes 353 to 393 ms later. */
const REPEATED_AFTER_MS = 360;
/** Recorded: CreateCallFailed arrives after CallDisconnected, and its time is 0.6 to 1.0 ms earlier. */
const FAILED_BEFORE_ENDED_MS = 1;

/** Microsoft REST 2023-10-15, the event definitions, and recordings: which data each event carries, and in which order. */
export class Announcer {
  readonly #webhooks: Webhooks<CloudEvent, AcsWebhookEntry>;
  readonly #switches: () => Switches;

  constructor(webhooks: Webhooks<CloudEvent, AcsWebhookEntry>, switches: () => Switches) {
    this.#webhooks = webhooks;
    this.#switches = switches;
  }

  connected(call: Call, cause?: Cause): void {
    this.#besideUpdate(call, call.participants, cause, () => {
      const data = { operationContext: call.operationContext, resultInformation: this.#ofSuccess() };
      this.#tell(call, 'CallConnected', data, call.callbackUri, cause);
    });
  }

  /** Nothing is told of the call after it. */
  ended(call: Call, why: ResultInformation, cause?: Cause): void {
    const resultInformation = this.#switches().resultsOfSuccesses ? why : undefined;
    const data = { operationContext: call.operationContext, resultInformation };
    this.#tell(call, 'CallDisconnected', data, call.callbackUri, cause);
    call.saidToHaveEnded = true;
  }

  /** The only event that comes after CallDisconnected. */
  rejected(call: Call, why: ResultInformation): void {
    const at = new Date(Date.now() - FAILED_BEFORE_ENDED_MS);
    this.ended(call, why);
    this.#emit(call, cloudEvent('CreateCallFailed', call, { resultInformation: why }, this.#switches(), at));
  }

  participantsUpdated(call: Call, participants: Participant[], cause?: Cause): void {
    call.sequenceNumber += 1;
    const { sequenceNumber } = call;
    const resultInformation = this.#ofSuccess();
    const data = { participants: structuredClone(participants), sequenceNumber, resultInformation };
    this.#tell(call, 'ParticipantsUpdated', data, call.callbackUri, cause);
    for (let repeat = 1; repeat <= this.#switches().participantsUpdatedRepeats; repeat += 1)
      this.#tell(call, 'ParticipantsUpdated', data, call.callbackUri, cause, repeat * REPEATED_AFTER_MS);
  }

  /** The list is the old one: who rings is not in it. */
  ringing(call: Call, cause: Cause): void {
    if (this.#switches().participantsUpdatedOnAdd) this.participantsUpdated(call, call.participants, cause);
    else call.sequenceNumber += 1;
  }

  /** `participants` is what ParticipantsUpdated is to say. */
  addSucceeded(call: Call, invitation: Invitation, participants: Participant[], cause: Cause): void {
    this.#besideUpdate(call, participants, cause, () =>
      this.#aboutPerson(
        call,
        'AddParticipantSucceeded',
        invitation.identifier,
        this.#toldOf(invitation),
        this.#ofSuccess(),
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
   * Up to 2024-04-15 CancelAddParticipantSucceeded has no result information; later it has that of the add.
   *
   * @param invitation undefined for one that was never given out
   */
  cancelSucceeded(
    call: Call,
    { invitationId, invitation }: { invitationId: string; invitation: Invitation | undefined },
    told: Told,
    cause: Cause,
  ): void {
    const { resultsOfSuccesses, cancelledAddResult, cancelSucceededContext } = this.#switches();
    const resultInformation = resultsOfSuccesses ? cancelledAddResult : undefined;
    const contexts = { own: told.operationContext, add: invitation?.operationContext, none: undefined };
    const data = { invitationId, operationContext: contexts[cancelSucceededContext], resultInformation };
    this.#tell(call, 'CancelAddParticipantSucceeded', data, told.callbackUri, cause);
  }

  cancelFailed(call: Call, invitationId: string, told: Told, resultInformation: ResultInformation, cause: Cause): void {
    const data = { invitationId, operationContext: told.operationContext, resultInformation };
    this.#tell(call, 'CancelAddParticipantFailed', data, told.callbackUri, cause);
  }

  /** @param endsTheCall then no list of participants is told */
  removeSucceeded(call: Call, person: Identifier, told: Told, cause: Cause, endsTheCall = false): void {
    const tell = () => this.#aboutPerson(call, 'RemoveParticipantSucceeded', person, told, this.#ofSuccess(), cause);
    if (endsTheCall) tell();
    else this.#besideUpdate(call, call.participants, cause, tell);
  }

  removeFailed(call: Call, person: Identifier, told: Told, result: ResultInformation, cause: Cause): void {
    this.#aboutPerson(call, 'RemoveParticipantFailed', person, told, result, cause);
  }

  /** These carry no invitation id: only the context ties the end of an add to its request. */
  #aboutPerson(
    call: Call,
    type: EventType,
    participant: Identifier,
    { operationContext, callbackUri }: Told,
    resultInformation: ResultInformation | undefined,
    cause: Cause,
  ) {
    this.#tell(call, type, { operationContext, participant, resultInformation }, callbackUri, cause);
  }

  #ofSuccess(): ResultInformation | undefined {
    return this.#switches().resultsOfSuccesses ? success : undefined;
  }

  #besideUpdate(call: Call, participants: Participant[], cause: Cause | undefined, tell: () => void): void {
    const { participantsUpdated } = this.#switches();
    const order = participantsUpdated === 'either' ? (['before', 'after'] as const)[randomInt(2)] : participantsUpdated;
    if (order === 'before') this.participantsUpdated(call, participants, cause);
    tell();
    if (order === 'after') this.participantsUpdated(call, participants, cause);
  }

  #tell(call: Call, type: EventType, data: Data, to: string, cause?: Cause, afterMs = 0): void {
    // Microsoft docs, Call Automation: after CallDisconnected there are no more callbacks for the call.
    if (call.saidToHaveEnded) return;
    const event = cloudEvent(type, call, data, this.#switches(), new Date(Date.now() + afterMs));
    this.#emit(call, event, { to, cause, afterMs });
  }

  #emit(call: Call, event: CloudEvent, { to = call.callbackUri, cause, afterMs }: Way = {}): void {
    this.#webhooks.emit({ event, to, call: call.callConnectionId, cause: cause?.sequence }, cause?.gate, afterMs);
  }
}

interface Way {
  to?: string;
  cause?: Cause | undefined;
  afterMs?: number;
}
