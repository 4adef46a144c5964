import { assign, fromPromise, setup } from 'xstate';
import type { AcsActivities } from '../../contract/acs-activities.ts';
import type { AddParticipantInput, AddParticipantOutcome, CancelState } from '../../contract/add-participant.ts';
import * as guards from './guards.ts';
import { newSend, type Context, type Event, type ProviderRefusal } from './model.ts';

/** Nobody documents what the provider makes of the time-out 0: its end is reckoned as the longest. */
const LONGEST_INVITATION_SECONDS = 180;

/** The words of the statechart: what its two regions may invoke, ask and do. */
export const addParticipantSetup = setup({
  types: {
    context: {} as Context,
    events: {} as Event,
    input: {} as AddParticipantInput,
    output: {} as AddParticipantOutcome,
  },
  actors: {
    addParticipant: providedLater('addParticipant'),
    cancelAddParticipant: providedLater('cancelAddParticipant'),
    getCall: providedLater('getCall'),
    getParticipants: providedLater('getParticipants'),
  },
  guards: {
    isOurCall: guards.isOurCall,
    isOurAdd: guards.isOurAdd,
    isOurCancel: guards.isOurCancel,
    saysCancelled: guards.saysCancelled,
    cancelIsConfirmed: guards.cancelIsConfirmed,
    cancelWasAcceptedInTime: guards.cancelWasAcceptedInTime,
    cancelVerdictIsPending: guards.cancelVerdictIsPending,
    addEventShouldFollow: guards.addEventShouldFollow,
    hasRefusal: guards.hasRefusal,
    hasInvitationId: guards.hasInvitationId,
    hasNoInvitationIdToHope: guards.hasNoInvitationIdToHope,
    invitationIsOver: guards.invitationIsOver,
  },
  delays: {
    grace: ({ context }) => context.request.waits.graceMs,
    untilInvitationEnd: ({ context }) => Math.max(0, (context.invitationEndsAt ?? 0) - Date.now()),
  },
  actions: {
    settleAs: assign((_, outcome: AddParticipantOutcome) => ({ outcome })),
    rememberRefusal: assign((_, refusal: ProviderRefusal | undefined) => (refusal === undefined ? {} : { refusal })),
    rememberInvitation: assign((_, invitationId: string | undefined) =>
      invitationId === undefined ? {} : { invitationId },
    ),
    rememberWait: assign({ waitedForAddEvent: true }),
    rememberAcceptance: assign(({ context: { cancel } }) => ({
      ...(cancel && { cancel: { ...cancel, acceptedAt: Date.now() } }),
    })),
    rememberAttempt: assign((_, at: string | undefined) => (at === undefined ? {} : { lastAttemptAt: Date.parse(at) })),
    reckonInvitationEnd: assign(({ context: { request, lastAttemptAt = 0 } }) => ({
      invitationEndsAt:
        Math.max(Date.now(), lastAttemptAt) +
        (request.invitationTimeoutSeconds || LONGEST_INVITATION_SECONDS) * 1_000 +
        request.waits.graceMs,
    })),
    wishToCancel: assign({ cancel: () => ({ requestedAt: new Date().toISOString(), state: 'waitingForId' as const }) }),
    mintCancel: assign(({ context: { cancel } }) => ({ ...(cancel && { cancel: { ...cancel, send: newSend(1) } }) })),
    cancelIs: assign(({ context: { cancel } }, { state, code }: { state: CancelState; code?: string | undefined }) => ({
      ...(cancel && { cancel: { ...cancel, state, ...(code !== undefined && { code }) } }),
    })),
  },
});

/** The workflow provides the durable actor; a test provides its own. */
function providedLater<Name extends keyof AcsActivities>(name: Name) {
  type Activity = AcsActivities[Name];
  return fromPromise<Awaited<ReturnType<Activity>>, Parameters<Activity>[0]>(() =>
    Promise.reject(new Error(`the actor "${name}" was not provided`)),
  );
}
