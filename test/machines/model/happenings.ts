import type { EventObject } from 'xstate';
import type { ProviderFailure } from '../../../src/contract/provider-failure.ts';
import { formatOperationContext, type ContextVerb } from '../../../src/contract/operation-context.ts';
import type { ModelEvent, ModelState } from './model.ts';

interface Answer {
  readonly says: string;
  /** No attempt can have been executed. */
  readonly isClearNo: boolean;
  readonly output?: unknown;
  readonly error?: unknown;
}

const done = (says: string, output?: unknown): Answer => ({ says, output, isClearNo: false });

function failed(failure: ProviderFailure): Answer {
  const { class: type, sentBefore, status, code, presentBefore } = failure;
  const words = [
    type,
    status,
    code,
    presentBefore === false && 'was not there before',
    sentBefore && 'perhaps executed',
  ];
  const error = { type, message: type, details: [failure] };
  return { says: words.filter(Boolean).join(' '), error, isClearNo: !sentBefore };
}

const outOfTime: Answer = {
  says: 'out of time',
  error: { type: 'TimeoutFailure', details: ['HEARTBEAT'] },
  isClearNo: false,
};
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

const ANSWERS: Readonly<Record<string, readonly Answer[]>> = {
  addParticipant: [
    done('taken', { invitationId: 'inv-1' }),
    done('taken, was there before', { invitationId: 'inv-1', presentBefore: true }),
    done('taken, was not there before', { invitationId: 'inv-1', presentBefore: false }),
    done('taken without an invitation id', {}),
    ...requestFailures,
    failed({ class: 'ambiguous', sentBefore: false }),
    failed({ class: 'ambiguous', sentBefore: true, presentBefore: false }),
    failed({ class: 'throttled', sentBefore: false, status: 429 }),
    failed({ class: 'conflict', sentBefore: false, status: 409 }),
    failed({ class: 'windowPassed', sentBefore: false }),
    failed({ class: 'credentials', sentBefore: true, status: 401 }),
    failed({ class: 'mismatch', sentBefore: true, status: 400 }),
    failed({ class: 'notEstablished', sentBefore: false, status: 400, code: '8501' }),
    outOfTime,
  ],
  cancelAddParticipant: [done('taken'), ...requestFailures],
  removeParticipant: [done('taken'), ...requestFailures],
  getCall: [
    ...['connected', 'connecting', 'unknown', 'disconnected'].map((state) => done(state, { state })),
    ...lookFailures,
  ],
  getParticipants: [
    done('there', { rawIds: ['8:acs:resource_bob'] }),
    done('not there', { rawIds: ['8:acs:resource_alice'] }),
    ...lookFailures,
  ],
  findNewerOperation: [
    done('there is one', { exists: true }),
    done('there is none', { exists: false }),
    { says: 'cannot be listed', error: { type: 'TemporalUnavailable', details: [] }, isClearNo: false },
  ],
};

/** Past `notAfter` the activity makes no attempt. */
const EXPIRED = [failed({ class: 'expired', sentBefore: false }), failed({ class: 'expired', sentBefore: true })];

const withdrawn: Answer = { says: 'withdrawn', error: { type: 'Withdrawn', details: [] }, isClearNo: true };

/** Everything that can happen next. */
export function happenings(state: ModelState): ModelEvent[] {
  if (state.status !== 'active') return [];
  return [...timersOf(state), ...answersOf(state), ...fromOutside(state)];
}

/** Timers fire in the order of their deadlines. */
function timersOf({ timers, now }: ModelState): ModelEvent[] {
  return timers.slice(0, 1).map(({ event, dueAt }) => ({
    type: event.type.replace('xstate.', ''),
    event,
    at: Math.max(now, dueAt),
    isInner: true,
  }));
}

/** An actor answers at once, or when the next limit has passed. */
function answersOf(state: ModelState): ModelEvent[] {
  const times: [string, number][] = [['', state.now]];
  const late = nextLimit(state);
  if (late !== undefined) times.push([' late', late]);
  return Object.entries(state.snapshot.children).flatMap(([id, child]) => {
    const answers = [...answersTo(state, child), ...(isWithdrawable(state, id) ? [withdrawn] : [])];
    return answers.flatMap(({ says, output, error }) =>
      times.map(([when, at]) => ({
        type: `${id}: ${says}${when}`,
        event:
          error === undefined
            ? ({ type: `xstate.done.actor.${id}`, output, actorId: id } as EventObject)
            : ({ type: `xstate.error.actor.${id}`, error, actorId: id } as EventObject),
        at,
        isInner: true,
      })),
    );
  });
}

/** Of an add that may be out, the activity takes no refusal for a clear no. */
function answersTo({ now, snapshot: { context } }: ModelState, child: unknown): readonly Answer[] {
  const source = String((child as { src?: unknown } | undefined)?.src);
  if (source !== 'addParticipant') return ANSWERS[source] ?? [];
  const isTooLate = now > Date.parse(context.request.notAfter);
  const answers = isTooLate ? EXPIRED : (ANSWERS[source] ?? []);
  return answers.filter(({ isClearNo }) => !(isClearNo && context.add.mayBeOut));
}

function isWithdrawable({ snapshot }: ModelState, id: string): boolean {
  return id === 'addParticipant' && snapshot.context.cancel !== undefined && !snapshot.context.add.mayBeOut;
}

/** The next time at which a guard may hold that did not, unless a timer comes first. */
function nextLimit({ now, timers, snapshot: { context } }: ModelState): number | undefined {
  const { request, invitationEndsAt, removal } = context;
  const limits = [
    Date.parse(request.notAfter) + 1,
    invitationEndsAt,
    invitationEndsAt === undefined ? undefined : invitationEndsAt + request.waits.lastDeadlineMs,
    removal?.endsAt,
  ].flatMap((limit) => (limit !== undefined && limit > now ? [limit] : []));
  const next = Math.min(...limits);
  return Number.isFinite(next) && next < (timers[0]?.dueAt ?? Infinity) ? next : undefined;
}

function fromOutside({ snapshot, now }: ModelState): ModelEvent[] {
  const { context } = snapshot;
  const { add, cancel, removal } = context;
  const told = (name: string, verb: ContextVerb, send: number, more: object = {}) => ({
    type: `acs.${name}`,
    callConnectionId: context.request.callConnectionId,
    operationContext: formatOperationContext({ operationId: context.request.operationId, verb, send }),
    ...more,
  });
  const events: readonly EventObject[] = [
    ...(snapshot.can({ type: 'CANCEL' }) ? [{ type: 'CANCEL' }] : []),
    { type: 'acs.CallDisconnected', callConnectionId: context.request.callConnectionId } as EventObject,
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
  return events.map((event) => ({ type: wordsOf(event), event, at: now, isInner: false }));
}

function wordsOf({ type, ...event }: EventObject): string {
  const { operationContext = '', code = '' } = event as { operationContext?: string; code?: number };
  return [type, operationContext.split(':').slice(1).join(':'), code].filter(Boolean).join(' ');
}
