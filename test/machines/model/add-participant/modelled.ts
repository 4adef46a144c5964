import type { AddParticipantInput } from '../../../../src/contract/add-participant.ts';
import { addParticipantMachine } from '../../../../src/machines/add-participant.ts';
import { STARTED_AT, type Modelled, type Situation } from '../model.ts';
import { happenings } from './happenings.ts';

export function addParticipantModel(
  lateJoin: AddParticipantInput['lateJoin'],
  notAfterMs = 60_000,
): Modelled<typeof addParticipantMachine> {
  return { machine: addParticipantMachine, input: inputWith(lateJoin, notAfterMs), happenings, keyOf };
}

function inputWith(lateJoin: AddParticipantInput['lateJoin'], notAfterMs: number): AddParticipantInput {
  return {
    operationId: 'acs-add-0',
    callConnectionId: 'call-1',
    participant: { kind: 'communicationUser', id: '8:acs:resource_bob' },
    invitationTimeoutSeconds: 60,
    lateJoin,
    personHash: '0a1b2',
    operationCallbackUri: 'https://calls.example.com/webhooks/acs',
    notAfter: new Date(STARTED_AT + notAfterMs).toISOString(),
    requestedAt: new Date(STARTED_AT).toISOString(),
    waits: {
      httpTimeoutMs: 10_000,
      startToCloseMs: 25_000,
      heartbeatMs: 5_000,
      pairWindowMs: 270_000,
      graceMs: 5_000,
      backOffMs: 500,
      lastDeadlineMs: 900_000,
    },
    cancelledCodes: [{ code: 487, subCode: 0 }],
  };
}

function keyOf({ snapshot, now, timers }: Situation<typeof addParticipantMachine>): unknown {
  const { request, add, cancel, removal, refusal, outcome, invitationEndsAt: endsAt, ...context } = snapshot.context;
  const where = JSON.stringify(snapshot.value);
  if (outcome !== undefined) return [where, outcome.type, outcome, cancel?.state];
  const isOver =
    endsAt === undefined ? 'unknown' : endsAt > now ? 'before' : endsAt + request.waits.lastDeadlineMs > now;
  if (removal !== undefined) {
    const { toldByEvent, mayBeOut, answer, askedAt = 0 } = removal;
    return [
      where,
      toldByEvent,
      mayBeOut,
      answer,
      removal.endsAt <= now,
      askedAt >= removal.endsAt,
      add.mayRingTwice && isOver,
    ];
  }
  const deciding = /sending|callGoesOn|askingWhetherCallEnded/.test(where);
  const mayRingAgain = context.answered !== true && cancel === undefined;
  return [
    where,
    timers.map(({ id }) => id),
    isOver,
    add.mayRingTwice,
    deciding && [add.mayBeOut, cancel !== undefined && add.repeatedForItsId],
    deciding && [add.no?.class, add.stalePairs],
    mayRingAgain && now > Date.parse(request.notAfter),
    context.answered === true,
    context.invitationId,
    context.presentBefore,
    context.lookedAfterCancel,
    cancel && [cancel.state, cancel.state === 'accepted' && (cancel.acceptedAt ?? 0) < (endsAt ?? 0)],
    refusal?.code,
  ];
}
