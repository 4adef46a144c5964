import { randomUUID } from 'node:crypto';
import { Refusal } from '../answers.ts';
import type { Cause } from '../cause.ts';
import type { Timers } from '../timers.ts';
import type { Announcer, Told } from './announcer.ts';
import { behaviourOf, plannedEnding } from './behaviour.ts';
import type { Calls } from './calls.ts';
import type { Identifier } from './identifiers.ts';
import type { AddParticipantBody } from './request-bodies.ts';
import type { AddPresentAnswer, CancelAnswer } from './switch-readers.ts';
import type { Switches } from './switches.ts';
import type { Call, Ending, Invitation, Participant, World } from './world.ts';

interface InvitationParts {
  world: () => World;
  switches: () => Switches;
  announcer: Announcer;
  timers: Timers;
  calls: Calls;
  changed: () => void;
}

/** An invitation rings from the add until it is answered, runs out, is cancelled, or its call ends. It ends once. */
export class Invitations {
  readonly #parts: InvitationParts;

  constructor(parts: InvitationParts) {
    this.#parts = parts;
  }

  invite(call: Call, body: AddParticipantBody, cause: Cause): Invitation {
    const switches = this.#parts.switches();
    const { callConnectionId } = call;
    const seconds = body.invitationTimeoutSeconds ?? switches.defaultInvitationTimeoutSeconds;
    const { rawId } = body.participant;
    const rungBefore = Object.values(this.#parts.world().invitations).filter(
      (earlier) => earlier.callConnectionId === callConnectionId && earlier.identifier.rawId === rawId,
    ).length;
    const behaviour = behaviourOf(switches, { callConnectionId, rawId, rungBefore });
    const { afterMs, ending } =
      endingOfPresent(call, body.participant, switches.addPresent) ??
      plannedEnding(behaviour, seconds * switches.invitationSecondMs, switches.noAnswerResult);
    const invitation: Invitation = {
      invitationId: randomUUID(),
      callConnectionId,
      identifier: body.participant,
      operationContext: body.operationContext,
      callbackUri: body.operationCallbackUri ?? call.callbackUri,
      invitedAt: Date.now(),
      state: 'ringing',
      planned: { dueAt: Date.now() + afterMs, ending },
      cancel: undefined,
      cause: cause.sequence,
    };
    this.#parts.world().invitations[invitation.invitationId] = invitation;
    this.#parts.announcer.ringing(call, cause);
    void cause.gate?.opened.then(() => this.arm(invitation));
    return invitation;
  }

  /** Also after a restart: due times are absolute. */
  arm(invitation: Invitation): void {
    const { timers } = this.#parts;
    const { invitationId, planned, cancel } = invitation;
    if (invitation.state === 'ringing') {
      timers.arm(`invitation ${invitationId}`, planned.dueAt, () => this.end(invitation, planned.ending));
    }
    if (cancel && !cancel.done)
      timers.arm(`cancel ${invitationId}`, cancel.dueAt, () => this.#finishCancel(invitation));
  }

  /** Whom a list of participants names although they are not in the call. */
  listedWithoutBeingThere(call: Call): Participant[] {
    const { listRinging, declinedListedMs } = this.#parts.switches();
    const there = new Set(call.participants.map(({ identifier }) => identifier.rawId));
    const stillListed = ({ state, declinedAt }: Invitation) =>
      state === 'ringing'
        ? listRinging
        : declinedAt !== undefined && (declinedListedMs === null || Date.now() - declinedAt < declinedListedMs);
    return Object.values(this.#parts.world().invitations)
      .filter((invitation) => invitation.callConnectionId === call.callConnectionId && stillListed(invitation))
      .filter(({ identifier: { rawId } }) => !there.has(rawId) && there.add(rawId))
      .map(({ identifier }) => ({ identifier, isMuted: false }));
  }

  end(invitation: Invitation, planned: Ending): void {
    if (invitation.state !== 'ringing') return;
    const { world, announcer, timers, calls, changed, switches } = this.#parts;
    const ending = asTold(planned, invitation.identifier, switches().phoneDeclines);
    if (planned.how === 'declined' || planned.how === 'declinedButReportedAsAccepted')
      invitation.declinedAt = Date.now();
    const call = world().calls[invitation.callConnectionId];
    if (!call) return;
    const cause = { sequence: invitation.cause };
    timers.disarm(`invitation ${invitation.invitationId}`);
    invitation.state = ending.how;
    invitation.endedAt = Date.now();
    if (ending.how === 'accepted') {
      calls.join(call, invitation);
      announcer.addSucceeded(call, invitation, call.participants, cause);
    } else if (ending.how === 'declinedButReportedAsAccepted') {
      // azure-sdk-for-net #41032: Succeeded, and the absent person is counted in ParticipantsUpdated.
      const counted = [...call.participants, { identifier: invitation.identifier, isMuted: false }];
      announcer.addSucceeded(call, invitation, counted, cause);
    } else {
      announcer.addFailed(call, invitation, ending.result, cause);
    }
    changed();
  }

  /** Microsoft REST: Call Connection - Cancel Add Participant. 202 only means taken; the outcome is an event. */
  cancel(call: Call, invitationId: string, told: Told, cause: Cause): void {
    const switches = this.#parts.switches();
    const known = this.#parts.world().invitations[invitationId];
    const invitation = known?.callConnectionId === call.callConnectionId ? known : undefined;
    const cannot = (how: CancelAnswer, message: string) =>
      this.#cannotCancel(call, invitationId, told, how, message, cause);
    if (!invitation) return cannot(switches.cancelUnknownInvitation, 'There is no such invitation.');
    if (invitation.cancel) return cannot(switches.cancelTwice, 'The invitation was cancelled before.');
    if (invitation.state !== 'ringing') return cannot(switches.cancelTooLate, 'The invitation has ended.');
    if (Date.now() - invitation.invitedAt < switches.cancelTooEarlyMs) {
      return cannot(switches.cancelTooEarly, 'The invitation is not out yet.');
    }
    invitation.cancel = { ...told, dueAt: Date.now() + switches.cancelTakesMs, cause: cause.sequence, done: false };
    if (switches.cancelTakesMs === 0) this.#finishCancel(invitation, cause);
    else void cause.gate?.opened.then(() => this.arm(invitation));
  }

  /** An open invitation by its id, or by its call and person. */
  find(by: {
    invitationId?: string | undefined;
    callConnectionId?: string | undefined;
    rawId?: string | undefined;
  }): Invitation | undefined {
    const all = Object.values(this.#parts.world().invitations);
    return all
      .filter((invitation) =>
        by.invitationId !== undefined
          ? invitation.invitationId === by.invitationId
          : invitation.callConnectionId === by.callConnectionId &&
            (!by.rawId || invitation.identifier.rawId === by.rawId),
      )
      .findLast((invitation) => invitation.state === 'ringing');
  }

  #finishCancel(invitation: Invitation, cause: Cause = { sequence: invitation.cancel?.cause }): void {
    const { world, announcer, timers, switches, changed } = this.#parts;
    const call = world().calls[invitation.callConnectionId];
    const { cancel, invitationId } = invitation;
    if (!cancel || !call) return;
    cancel.done = true;
    changed();
    if (invitation.state !== 'ringing') {
      return this.#cannotCancel(
        call,
        invitationId,
        cancel,
        { ...switches().cancelTooLate },
        'The invitation has ended.',
        cause,
        true,
      );
    }
    timers.disarm(`invitation ${invitationId}`);
    invitation.state = 'cancelled';
    invitation.endedAt = Date.now();
    const { addFailedOnCancel, cancelledAddResult } = switches();
    if (addFailedOnCancel === 'before') announcer.addFailed(call, invitation, cancelledAddResult, cause);
    announcer.cancelSucceeded(call, { invitationId, invitation }, cancel, cause);
    if (addFailedOnCancel === 'after') announcer.addFailed(call, invitation, cancelledAddResult, cause);
  }

  /** `taken`: the 202 has left, so a refusal can only be told as an event. */
  #cannotCancel(
    call: Call,
    invitationId: string,
    told: Told,
    how: CancelAnswer,
    message: string,
    cause: Cause,
    taken = false,
  ): void {
    const { announcer, world } = this.#parts;
    const invitation = world().invitations[invitationId];
    if (how.answer === 'refuse' && !taken) throw new Refusal(how.code, String(how.subCode), message);
    if (how.answer === 'succeededEvent') announcer.cancelSucceeded(call, { invitationId, invitation }, told, cause);
    if (how.answer === 'failedEvent' || how.answer === 'refuse') {
      announcer.cancelFailed(call, invitationId, told, { code: how.code, subCode: how.subCode, message }, cause);
    }
  }
}

/** What becomes at once of the invitation of somebody who is in the call; undefined: it rings. */
function endingOfPresent(
  call: Call,
  person: Identifier,
  { answer, code, subCode }: AddPresentAnswer,
): { afterMs: number; ending: Ending } | undefined {
  if (answer === 'rings' || !call.participants.some(({ identifier }) => identifier.rawId === person.rawId))
    return undefined;
  const message = 'The participant is in the call already.';
  if (answer === 'refuse') throw new Refusal(code, String(subCode), message);
  const failed = { how: 'failed', result: { code, subCode, message } } as const;
  return { afterMs: 0, ending: answer === 'succeededEvent' ? { how: 'accepted' } : failed };
}

/** azure-sdk-for-net #41032: the decline of a phone number can be told as AddParticipantSucceeded. */
function asTold(ending: Ending, person: Identifier, phoneDeclines: Switches['phoneDeclines']): Ending {
  const mistold = ending.how === 'declined' && person.kind === 'phoneNumber' && phoneDeclines === 'succeeded';
  return mistold ? { how: 'declinedButReportedAsAccepted' } : ending;
}
