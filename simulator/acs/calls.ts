import { answer, Refusal, type Answer } from '../answers.ts';
import type { Cause } from '../cause.ts';
import type { Timers } from '../timers.ts';
import type { Announcer, Told } from './announcer.ts';
import type { Identifier } from './identifiers.ts';
import type { CreateCallBody } from './request-bodies.ts';
import type { Switches } from './switches.ts';
import { newCallIds, type Call, type Invitation, type ResultInformation, type World } from './world.ts';

interface CallParts {
  world: () => World;
  switches: () => Switches;
  announcer: Announcer;
  timers: Timers;
  changed: () => void;
}

/* Recorded of CallDisconnected, from 2024-09-01-preview on. */
const endedByRequest = { code: 200, subCode: 7000, message: 'The conversation has ended. DiagCode: 0#7000.@' };
const endedByRemoval = { code: 200, subCode: 5002, message: 'The conversation has ended. DiagCode: 0#5002.@' };
const endedByOthers = { code: 200, subCode: 5001, message: 'This conversation has ended.. DiagCode: 0#5001.@' };

/** Recorded: getCall says `connecting` in the second of a rejection. */
const REJECTED_CONNECTS_FOR_MS = 1_000;

export class Calls {
  readonly #parts: CallParts;

  constructor(parts: CallParts) {
    this.#parts = parts;
  }

  create(body: CreateCallBody, apiVersion: string, cause: Cause): Call {
    const { connectAfterMs } = this.#parts.switches();
    const call: Call = {
      ...newCallIds(),
      ...body,
      apiVersion,
      state: 'connecting',
      participants: [],
      sequenceNumber: 0,
      connectsAt: connectAfterMs === null ? null : Date.now() + connectAfterMs,
    };
    this.#parts.world().calls[call.callConnectionId] = call;
    if (connectAfterMs === 0) this.connect(call, cause);
    else void cause.gate?.opened.then(() => this.arm(call));
    return call;
  }

  /** Also after a restart: due times are absolute. */
  arm(call: Call): void {
    const { callConnectionId, state, connectsAt, endsAt } = call;
    const { timers } = this.#parts;
    if (endsAt !== undefined && state !== 'disconnected')
      timers.arm(`end ${callConnectionId}`, endsAt, () => this.disconnect(call, endedByRemoval));
    else if (state === 'connecting' && connectsAt !== null)
      timers.arm(`connect ${callConnectionId}`, connectsAt, () => this.connect(call));
  }

  connect(call: Call, cause?: Cause): void {
    if (call.state !== 'connecting') return;
    call.state = 'connected';
    // Recorded: the application itself is in the list, in front of those whom it called.
    const people = call.source ? [call.source, ...call.targets] : call.targets;
    call.participants = people.map((identifier) => ({ identifier, isMuted: false }));
    for (const { rawId } of call.targets) this.#stayBegins(call, rawId);
    this.#parts.announcer.connected(call, cause);
    this.#parts.changed();
  }

  /** The only target rejects a call that connects. */
  reject(call: Call, why: ResultInformation): void {
    if (call.state !== 'connecting' || call.saidToHaveEnded)
      throw new Refusal(409, '409', 'The call does not connect any more.');
    call.connectsAt = null;
    this.#parts.timers.disarm(`connect ${call.callConnectionId}`);
    this.#parts.announcer.rejected(call, why);
    this.#endAfter(call, REJECTED_CONNECTS_FOR_MS);
    this.arm(call);
  }

  terminate(call: Call, cause: Cause): void {
    this.disconnect(call, endedByRequest, cause);
  }

  /** Participants are gone and open invitations end without a further event. */
  disconnect(call: Call, why: ResultInformation = endedByOthers, cause?: Cause): void {
    if (call.state === 'disconnected') return;
    call.state = 'disconnected';
    call.endedAt = Date.now();
    for (const { identifier } of call.participants) this.#staysEnd(call, identifier.rawId);
    call.participants = [];
    for (const timer of ['connect', 'end']) this.#parts.timers.disarm(`${timer} ${call.callConnectionId}`);
    for (const invitation of Object.values(this.#parts.world().invitations)) {
      if (invitation.callConnectionId !== call.callConnectionId || invitation.state !== 'ringing') continue;
      invitation.state = 'callEnded';
      invitation.endedAt = call.endedAt;
      this.#parts.timers.disarm(`invitation ${invitation.invitationId}`);
    }
    this.#parts.announcer.ended(call, why, cause);
    this.#parts.changed();
  }

  find(id: string | null): Call {
    const call = this.#parts.world().calls[(id ?? '').toLowerCase()];
    if (!call) throw new Refusal(404, '8522', 'The call was not found.');
    return call;
  }

  /** getCall: what is said of a call that has ended is nowhere documented. */
  findForReading(id: string | null): Call {
    const call = this.find(id);
    const { disconnectedCalls } = this.#parts.switches();
    if (call.state !== 'disconnected' || disconnectedCalls === 'disconnectedState') return call;
    if (disconnectedCalls === 'terminated') throw new Refusal(400, '8528', 'The call was terminated.');
    throw new Refusal(404, '8522', 'The call was not found.');
  }

  findNotEnded(id: string | null): Call {
    const call = this.find(id);
    const { status, code } = this.#parts.switches().endedCallAnswer;
    if (call.state === 'disconnected') throw new Refusal(status, code, 'The call has ended.');
    return call;
  }

  findConnected(id: string | null): Call {
    const call = this.findNotEnded(id);
    const { status, code } = this.#parts.switches().notConnectedAnswer;
    if (call.state !== 'connected') throw new Refusal(status, code, 'The action needs an established call.');
    return call;
  }

  join(call: Call, { identifier, invitationId }: Pick<Invitation, 'identifier' | 'invitationId'>): void {
    this.#stayBegins(call, identifier.rawId, invitationId);
    call.participants = call.participants.filter((participant) => participant.identifier.rawId !== identifier.rawId);
    call.participants.push({ identifier, isMuted: false });
    this.#parts.changed();
  }

  /** False when the person is not in the call. */
  leave(call: Call, rawId: string, removal?: Told): boolean {
    const before = call.participants.length;
    this.#staysEnd(call, rawId, removal?.operationContext);
    call.participants = call.participants.filter((participant) => participant.identifier.rawId !== rawId);
    this.#parts.changed();
    return call.participants.length < before;
  }

  remove(call: Call, person: Identifier, told: Told, cause: Cause): Answer {
    const { announcer, switches } = this.#parts;
    const present = call.participants.some(({ identifier }) => identifier.rawId === person.rawId);
    const { answer: how, code, subCode } = present ? switches().removePresent : switches().removeAbsent;
    const message = present ? 'The participant cannot be removed.' : 'The participant is not in the call.';
    if (how === 'refuse') throw new Refusal(code, String(subCode), message);
    if (how === 'removes') this.#takeOut(call, person, told, cause);
    if (how === 'failedEvent') announcer.removeFailed(call, person, told, { code, subCode, message }, cause);
    if (how === 'succeededEvent') announcer.removeSucceeded(call, person, told, cause);
    return answer(202, { operationContext: told.operationContext });
  }

  #takeOut(call: Call, person: Identifier, told: Told, cause: Cause): void {
    const { announcer, switches } = this.#parts;
    this.leave(call, person.rawId, told);
    const { lastRemovalEndsCallAfterMs } = switches();
    const isEmpty = call.participants.every(({ identifier }) => identifier.rawId === call.source?.rawId);
    const endsTheCall = isEmpty && lastRemovalEndsCallAfterMs !== null;
    announcer.removeSucceeded(call, person, told, cause, endsTheCall);
    if (!endsTheCall) return;
    this.#endAfter(call, lastRemovalEndsCallAfterMs);
    void cause.gate?.opened.then(() => this.arm(call));
  }

  #endAfter(call: Call, ms: number): void {
    call.endsAt = Date.now() + ms;
    this.#parts.changed();
  }

  #stayBegins({ callConnectionId }: Call, rawId: string, invitationId?: string): void {
    const by = invitationId === undefined ? {} : { invitationId };
    this.#parts.world().stays.push({ callConnectionId, rawId, ...by, joinedAt: Date.now() });
  }

  #staysEnd({ callConnectionId }: Call, rawId: string, removedBy?: string): void {
    for (const stay of this.#parts.world().stays) {
      if (stay.callConnectionId !== callConnectionId || stay.rawId !== rawId || stay.leftAt !== undefined) continue;
      stay.leftAt = Date.now();
      if (removedBy !== undefined) stay.removedBy = removedBy;
    }
  }
}
