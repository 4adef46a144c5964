import { assign, setup } from 'xstate';
import type { AcsActivities, AddParticipantResponse } from '../../contract/acs-activities.ts';
import type { AddParticipantInput, AddParticipantOutcome, CancelState } from '../../contract/add-participant.ts';
import type { OperationActivities } from '../../contract/operation-activities.ts';
import { backOffMs } from '../back-off.ts';
import { providedLater } from '../provided-later.ts';
import { providerFailureIn, wasNeverExecuted } from '../provider-errors.ts';
import * as guards from './guards.ts';
import * as steps from './model.ts';
import type { Context, Event, ProviderRefusal } from './model.ts';

/** Nobody documents what the provider makes of the time-out 0: its end is reckoned as the longest. */
const LONGEST_INVITATION_SECONDS = 180;

function backOff({ request: { waits } }: Context, repeats: number): number {
  return backOffMs(waits.backOffMs, repeats);
}

/** The words of the statechart: what its parts may invoke, ask and do. */
export const addParticipantSetup = setup({
  types: {
    context: {} as Context,
    events: {} as Event,
    input: {} as AddParticipantInput,
    output: {} as AddParticipantOutcome,
  },
  actors: {
    addParticipant: providedLater<AcsActivities['addParticipant']>('addParticipant'),
    cancelAddParticipant: providedLater<AcsActivities['cancelAddParticipant']>('cancelAddParticipant'),
    removeParticipant: providedLater<AcsActivities['removeParticipant']>('removeParticipant'),
    getCall: providedLater<AcsActivities['getCall']>('getCall'),
    getParticipants: providedLater<AcsActivities['getParticipants']>('getParticipants'),
    findNewerOperation: providedLater<OperationActivities['findNewerOperation']>('findNewerOperation'),
    findConcurrentOperation: providedLater<OperationActivities['findConcurrentOperation']>('findConcurrentOperation'),
  },
  guards: {
    isOurCall: guards.isOurCall,
    isOurAdd: guards.isOurAdd,
    isAnAddOfOurs: guards.isAnAddOfOurs,
    isOurCancel: guards.isOurCancel,
    isACancelOfOurs: guards.isACancelOfOurs,
    isOurRemoval: guards.isOurRemoval,
    isARemovalOfOurs: guards.isARemovalOfOurs,
    saysCancelled: guards.saysCancelled,
    cancelIsWished: guards.cancelIsWished,
    cancelIsConfirmed: guards.cancelIsConfirmed,
    cancelIsRefused: guards.cancelIsRefused,
    cancelWasAcceptedInTime: guards.cancelWasAcceptedInTime,
    cancelVerdictIsPending: guards.cancelVerdictIsPending,
    addEventShouldFollow: guards.addEventShouldFollow,
    addMayBeOut: guards.addMayBeOut,
    mayRingTwice: guards.mayRingTwice,
    refusalIsKnown: guards.refusalIsKnown,
    refusalSaysCancelled: guards.refusalSaysCancelled,
    noIs: guards.noIs,
    pairWasStale: guards.pairWasStale,
    mayRingAgain: guards.mayRingAgain,
    hasInvitationId: guards.hasInvitationId,
    hasNoInvitationIdToHope: guards.hasNoInvitationIdToHope,
    invitationIsOver: guards.invitationIsOver,
    lastDeadlineHasPassed: guards.lastDeadlineHasPassed,
    joinIsUnwanted: guards.joinIsUnwanted,
    joinIsOurs: guards.joinIsOurs,
    removalIsOver: guards.removalIsOver,
  },
  delays: {
    grace: ({ context }) => context.request.waits.graceMs,
    untilInvitationEnd: ({ context }) => Math.max(0, (context.invitationEndsAt ?? 0) - Date.now()),
    /** As long as the provider asks, but no longer than until `notAfter`: from then on the attempt only says so. */
    addBackOff: ({ context }) => {
      const { repeats, retryAfterMs = 0 } = context.add;
      const untilNotAfter = Math.max(0, Date.parse(context.request.notAfter) - Date.now());
      return Math.max(backOff(context, repeats), Math.min(retryAfterMs, untilNotAfter));
    },
    cancelBackOff: ({ context }) => backOff(context, (context.cancel?.send?.number ?? 1) - 1),
    lookBackOff: ({ context }) => backOff(context, context.looks),
  },
  actions: {
    settleAs: assign((_, outcome: AddParticipantOutcome) => ({ outcome })),

    mintAdd: assign(({ context: { add } }) => ({
      add: { ...add, ...steps.newSend(add.number + 1), mayBeOut: false },
      lastAttemptAt: undefined,
      invitationEndsAt: undefined,
    })),
    putOff: assign(({ context: { add } }) => ({ add: { ...add, putOffFor: add.no } })),
    countRepeat: assign(({ context: { add } }) => ({ add: { ...add, repeats: add.repeats + 1 } })),
    countStalePair: assign(({ context: { add } }) => ({ add: { ...add, stalePairs: add.stalePairs + 1 } })),
    rememberAnswer: assign((_, { invitationId, answeredAt, presentBefore }: AddParticipantResponse) => ({
      answered: true,
      ...(invitationId !== undefined && { invitationId }),
      ...(answeredAt !== undefined && { lastAttemptAt: Date.parse(answeredAt) }),
      ...(presentBefore !== undefined && { presentBefore }),
    })),
    rememberFailure: assign(({ context: { add } }, { error }: { error: unknown }) => {
      const failure = providerFailureIn(error);
      const isClearNo = wasNeverExecuted(error);
      return {
        add: {
          ...add,
          mayBeOut: add.mayBeOut || !isClearNo,
          no: isClearNo ? failure : undefined,
          retryAfterMs: failure?.retryAfterMs,
        },
        ...(failure?.failedAt !== undefined && { lastAttemptAt: Date.parse(failure.failedAt) }),
        ...(failure?.presentBefore !== undefined && { presentBefore: failure.presentBefore }),
      };
    }),
    rememberRefusal: assign((_, refusal: ProviderRefusal) => ({ refusal })),
    rememberWait: assign({ waitedForAddEvent: true }),
    reckonInvitationEnd: assign(({ context: { request, lastAttemptAt = 0 } }) => ({
      invitationEndsAt:
        Math.max(Date.now(), lastAttemptAt) +
        (request.invitationTimeoutSeconds || LONGEST_INVITATION_SECONDS) * 1_000 +
        request.waits.graceMs,
    })),

    wishToCancel: assign({ cancel: () => ({ requestedAt: new Date().toISOString(), state: 'waitingForId' as const }) }),
    /** What was said of the cancel before is no word on this one. */
    mintCancel: assign(({ context: { cancel } }) => {
      if (cancel === undefined) return {};
      const { code: _saidBefore, ...wish } = cancel;
      return { cancel: { ...wish, send: steps.newSend((wish.send?.number ?? 0) + 1) } };
    }),
    rememberAcceptance: assign(({ context: { cancel } }) => ({
      ...(cancel && { cancel: { ...cancel, acceptedAt: Date.now() } }),
    })),
    cancelIs: assign(({ context: { cancel } }, { state, code }: { state: CancelState; code?: string | undefined }) => ({
      ...(cancel && { cancel: { ...cancel, state, ...(code !== undefined && { code }) } }),
    })),
    /** Of a repeat a no says nothing: then it stays to be told. */
    noteCancelRefusal: assign(({ context: { cancel } }, { error }: { error: unknown }) => {
      if (!wasNeverExecuted(error)) return {};
      const code = providerFailureIn(error)?.code;
      return {
        ...(cancel && { cancel: { ...cancel, state: 'refused' as const, ...(code !== undefined && { code }) } }),
      };
    }),

    beginRemoval: assign(({ context: { request } }, { toldByEvent }: { toldByEvent: boolean }) => ({
      removal: { endsAt: Date.now() + request.waits.lastDeadlineMs, toldByEvent, mayBeOut: false },
      looks: 0,
    })),
    mintRemoval: assign(({ context: { removal } }) => ({
      ...(removal && { removal: { ...removal, send: steps.newSend((removal.send?.number ?? 0) + 1) } }),
    })),
    removalMayBeOut: assign(({ context: { removal } }) => ({
      ...(removal && { removal: { ...removal, mayBeOut: true } }),
    })),

    beginLook: assign({ lookedAt: () => Date.now() }),
    countLook: assign({ looks: ({ context }) => context.looks + 1 }),
    takeOtherCredential: assign({
      credential: ({ context }) => (context.credential === 'primary' ? ('secondary' as const) : ('primary' as const)),
    }),
    /** The provider told before that the invitation is cancelled, or had failed. */
    noteJoinAgainstWord: assign(({ context: { cancel, refusal, contradictions }, event }) =>
      cancel?.state === 'confirmed' || refusal !== undefined ? { contradictions: [...contradictions, event.type] } : {},
    ),
  },
});
