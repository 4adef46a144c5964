import type { EventObject } from 'xstate';
import type { OtherOperation, OtherOperations } from '../../../../src/contract/operation-activities.ts';
import type { AcsFact, AcsNotificationName } from '../../../../src/contract/acs-notification.ts';
import { formatOperationContext, type ContextVerb } from '../../../../src/contract/operation-context.ts';
import type { addParticipantMachine } from '../../../../src/machines/add-participant.ts';
import {
  answered,
  done,
  failed,
  firstTimer,
  neverBegan,
  nextOf,
  outOfTime,
  sourceOf,
  type Answer,
} from '../answers.ts';
import type { ModelEvent, Situation } from '../model.ts';

type State = Situation<typeof addParticipantMachine>;
type Context = State['snapshot']['context'];
type AcsEvent = AcsFact & EventObject;

const gone = { class: 'rejected', status: 404, code: '8522' } as const;
const refused = { class: 'rejected', status: 403, code: '510403' } as const;

/** What becomes of a request that changes something. One answer of each kind that the machine tells apart. */
const requestFailures: readonly Answer[] = [
  failed({ ...gone, sentBefore: false }),
  failed({ ...gone, sentBefore: true }),
  failed({ ...refused, sentBefore: false }),
  failed({ class: 'credentials', sentBefore: false, status: 401 }),
  failed({ class: 'ambiguous', sentBefore: true }),
];

const lookFailures = [
  failed({ class: 'ambiguous', sentBefore: true }),
  failed({ class: 'credentials', sentBefore: false }),
];

/** Before every model's time, at its start, and after its end. */
const [before, atStart, after] = ['2025-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'];
const others = (...list: readonly OtherOperation[]): OtherOperations => ({ startedAt: atStart, others: list });

const ofOtherOperations = [
  done('a newer one is open', others({ startedAt: after })),
  done('an older one is open', others({ startedAt: before })),
  done('an older one has ended', others({ startedAt: before, endedAt: atStart })),
  done('one that began at the same time is open', others({ startedAt: atStart })),
  done('there is none', others()),
  outOfTime,
  { says: 'cannot be listed', error: { type: 'TemporalUnavailable', details: [] }, isClearNo: false },
];

const ANSWERS: Readonly<Record<string, readonly Answer[]>> = {
  addParticipant: [
    done('taken', { invitationId: 'inv-1' }),
    done('taken without an invitation id', {}),
    ...requestFailures,
    failed({ class: 'ambiguous', sentBefore: false }),
    failed({ class: 'throttled', sentBefore: false, status: 429 }),
    failed({ class: 'throttled', sentBefore: false, status: 429, retryAfterMs: 30_000 }),
    failed({ class: 'conflict', sentBefore: false, status: 409 }),
    failed({ class: 'windowPassed', sentBefore: false }),
    failed({ class: 'credentials', sentBefore: true, status: 401 }),
    failed({ class: 'mismatch', sentBefore: true, status: 400 }),
    failed({ class: 'notEstablished', sentBefore: false, status: 400, code: '8501' }),
    outOfTime,
  ],
  cancelAddParticipant: [
    ...requestFailures,
    failed({ class: 'credentials', sentBefore: true, status: 401 }),
    failed({ class: 'mismatch', sentBefore: true, status: 400 }),
  ],
  removeParticipant: [
    done('taken'),
    ...requestFailures,
    failed({ class: 'ambiguous', sentBefore: false }),
    failed({ class: 'throttled', sentBefore: false, status: 429 }),
    neverBegan,
  ],
  getCall: [
    ...['connected', 'connecting', 'unknown', 'disconnected'].map((state) => done(state, { state })),
    ...lookFailures,
  ],
  getParticipant: [
    ...['present', 'absent', 'absentOrCallGone'].map((state) => done(state, { state })),
    ...lookFailures,
    outOfTime,
  ],
  getParticipants: [
    done('there', { rawIds: ['8:acs:resource_bob'] }),
    done('not there', { rawIds: ['8:acs:resource_alice'] }),
    ...lookFailures,
  ],
  findOtherOperations: ofOtherOperations,
};

/** Past `notAfter` the activity makes no attempt. */
const EXPIRED = [failed({ class: 'expired', sentBefore: false }), failed({ class: 'expired', sentBefore: true })];

const withdrawn: Answer = { says: 'withdrawn', error: { type: 'Withdrawn', details: [] }, isClearNo: true };

/** Everything that can happen next. */
export function happenings(state: State): ModelEvent[] {
  if (state.status !== 'active') return [];
  return [...firstTimer(state), ...answersOf(state), ...fromOutside(state)];
}

/** An actor answers at once, or when the next limit has passed. */
function answersOf(state: State): ModelEvent[] {
  return Object.entries(state.snapshot.children).flatMap(([id, child]) => {
    const answers = [...answersTo(state, child), ...(isWithdrawable(state, id) ? [withdrawn] : [])];
    return answered(id, answers, state.now, nextLimit(state));
  });
}

/** Of an add that may be out, the activity takes no refusal for a clear no. */
function answersTo({ now, snapshot: { context } }: State, child: unknown): readonly Answer[] {
  const source = sourceOf(child);
  if (source === 'cancelAddParticipant') return [taken(now), ...(ANSWERS[source] ?? [])];
  if (source !== 'addParticipant') return ANSWERS[source] ?? [];
  const isTooLate = now > Date.parse(context.request.notAfter);
  const answers = isTooLate ? EXPIRED : (ANSWERS[source] ?? []);
  return answers.filter(({ isClearNo }) => !(isClearNo && context.add.mayBeOut));
}

function taken(now: number): Answer {
  return done('taken', { answeredAt: new Date(now).toISOString() });
}

function isWithdrawable({ snapshot }: State, id: string): boolean {
  return id === 'addParticipant' && snapshot.context.cancel !== undefined && !snapshot.context.add.mayBeOut;
}

function nextLimit(state: State): number | undefined {
  const { request, invitationEndsAt, removal } = state.snapshot.context;
  return nextOf(state, [
    Date.parse(request.notAfter) + 1,
    invitationEndsAt,
    invitationEndsAt === undefined ? undefined : invitationEndsAt + request.waits.lastDeadlineMs,
    removal?.endsAt,
  ]);
}

function fromOutside({ snapshot, now }: State): ModelEvent[] {
  const { context } = snapshot;
  const { add, cancel, removal, invitationId, request } = context;
  const call = { callConnectionId: request.callConnectionId };
  const ofThePerson = (name: string) => ({ type: `acs.${name}`, ...call, personHash: request.personHash });
  const told = (name: string, verb: ContextVerb, send: number, more: object = {}) => ({
    type: `acs.${name}`,
    ...call,
    operationContext: formatOperationContext({ operationId: request.operationId, verb, send }),
    ...more,
  });
  const events: readonly EventObject[] = [
    ...(snapshot.can({ type: 'CANCEL' }) ? [{ type: 'CANCEL' }] : []),
    { type: 'acs.CallDisconnected', ...call },
    ofThePerson('AddParticipantSucceeded'),
    ofThePerson('AddParticipantFailed'),
    ofThePerson('RemoveParticipantSucceeded'),
    told('CancelAddParticipantSucceeded', 'add', add.number),
    ...(invitationId === undefined
      ? []
      : [{ type: 'acs.CancelAddParticipantSucceeded', ...call, invitationId } as EventObject]),
    told('AddParticipantSucceeded', 'add', add.number),
    told('AddParticipantFailed', 'add', add.number, { code: 603, subCode: 10024 }),
    told('AddParticipantFailed', 'add', add.number, { code: 487, subCode: 0 }),
    ...(cancel?.send === undefined
      ? []
      : [
          told('CancelAddParticipantSucceeded', 'cancel', cancel.send.number),
          told('CancelAddParticipantFailed', 'cancel', cancel.send.number, { code: 400, subCode: 8523 }),
        ]),
    ...(removal?.send === undefined
      ? []
      : [
          told('RemoveParticipantSucceeded', 'remove', removal.send.number),
          told('RemoveParticipantFailed', 'remove', removal.send.number, { code: 400, subCode: 8523 }),
        ]),
  ];
  const all = [...events, ...thatChangeNothing(snapshot.context)];
  return all.map((event) => ({ type: wordsOf(event), event, at: now, isInner: false }));
}

/** Of other calls and operations, of sends that were never made, and what fails of an earlier send. */
export function thatChangeNothing({ request, add, cancel, removal }: Context): readonly AcsEvent[] {
  const { callConnectionId, operationId } = request;
  const told = (name: AcsNotificationName, verb: ContextVerb, send: number): AcsEvent => ({
    type: `acs.${name}`,
    callConnectionId,
    operationContext: formatOperationContext({ operationId, verb, send }),
  });
  const ofTheAdd = told('AddParticipantSucceeded', 'add', add.number);
  return [
    { type: 'acs.CallDisconnected', callConnectionId: 'call-2' },
    { ...ofTheAdd, callConnectionId: 'call-2' },
    { ...ofTheAdd, operationContext: formatOperationContext({ operationId: 'acs-add-1', verb: 'add', send: 1 }) },
    told('AddParticipantSucceeded', 'add', add.number + 1),
    told('AddParticipantFailed', 'add', add.number + 1),
    told('CancelAddParticipantSucceeded', 'cancel', (cancel?.send?.number ?? 0) + 1),
    told('RemoveParticipantSucceeded', 'remove', (removal?.send?.number ?? 0) + 1),
    ...(add.number > 1 ? [told('AddParticipantFailed', 'add', add.number - 1)] : []),
    ...((cancel?.send?.number ?? 0) > 1
      ? [told('CancelAddParticipantFailed', 'cancel', (cancel?.send?.number ?? 0) - 1)]
      : []),
    ...((removal?.send?.number ?? 0) > 1
      ? [told('RemoveParticipantFailed', 'remove', (removal?.send?.number ?? 0) - 1)]
      : []),
  ];
}

function wordsOf({ type, ...event }: EventObject): string {
  const { operationContext = '', code = '', ...named } = event as Partial<AcsFact>;
  const names = [named.invitationId, named.personHash && 'the person'];
  return [type, operationContext.split(':').slice(1).join(':'), ...names, code].filter(Boolean).join(' ');
}
