import { assign, setup } from 'xstate';
import type {
  AcsActivities,
  AddParticipantResponse,
  CancelAddParticipantResponse,
  CredentialChoice,
  ParticipantPresence,
} from '../../contract/acs-activities.ts';
import type { AddParticipantInput, AddParticipantOutcome, CancelState } from '../../contract/add-participant.ts';
import type { OperationActivities, OtherOperations } from '../../contract/operation-activities.ts';
import { backOffMs } from '../back-off.ts';
import { providedLater } from '../provided-later.ts';
import { providerFailureIn, wasNeverExecuted } from '../provider-errors.ts';
import * as guards from './guards.ts';
import * as steps from './model.ts';
import type { AddSend, Context, Event, ProviderRefusal, RemovalAnswer } from './model.ts';

/** Nobody documents what the provider makes of the time-out 0: its end is reckoned as the longest. */
const LONGEST_INVITATION_SECONDS = 180;

function backOff({ request: { waits } }: Context, repeats: number): number {
  return backOffMs(waits.backOffMs, repeats);
}

function invitationEnd({ invitationTimeoutSeconds, waits }: AddParticipantInput, lastAttemptAt: number): number {
  return lastAttemptAt + (invitationTimeoutSeconds || LONGEST_INVITATION_SECONDS) * 1_000 + waits.graceMs;
}

function repeated(add: AddSend): AddSend {
  return { ...add, repeats: add.repeats + 1, mayRingTwice: add.mayRingTwice || add.mayBeOut };
}

function otherThan(credential: CredentialChoice): CredentialChoice {
  return credential === 'primary' ? 'secondary' : 'primary';
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
    getParticipant: providedLater<AcsActivities['getParticipant']>('getParticipant'),
    getCall: providedLater<AcsActivities['getCall']>('getCall'),
    getParticipants: providedLater<AcsActivities['getParticipants']>('getParticipants'),
    findOtherOperations: providedLater<OperationActivities['findOtherOperations']>('findOtherOperations'),
  },
  guards: {
    isOurCall: guards.isOurCall,
    isOurAdd: guards.isOurAdd,
    isAnAddOfOurs: guards.isAnAddOfOurs,
    isOurCancel: guards.isOurCancel,
    isACancelOfOurs: guards.isACancelOfOurs,
    isOurRemoval: guards.isOurRemoval,
    isARemovalOfOurs: guards.isARemovalOfOurs,
    namesOnlyThePerson: guards.namesOnlyThePerson,
    saysCancelled: guards.saysCancelled,
    cancelIsWished: guards.cancelIsWished,
    cancelIsConfirmed: guards.cancelIsConfirmed,
    cancelIsRefused: guards.cancelIsRefused,
    cancelWasAcceptedInTime: guards.cancelWasAcceptedInTime,
    cancelVerdictIsPending: guards.cancelVerdictIsPending,
    confirmedCancelIsToBeLookedAt: guards.confirmedCancelIsToBeLookedAt,
    presenceIsToBeAsked: guards.presenceIsToBeAsked,
    nothingWasSent: guards.nothingWasSent,
    addMayBeOut: guards.addMayBeOut,
    mayRingTwice: guards.mayRingTwice,
    anotherMayStillRing: guards.anotherMayStillRing,
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
    joinIsAnothers: guards.joinIsAnothers,
    wasNotThereBefore: guards.wasNotThereBefore,
    removalIsOver: guards.removalIsOver,
    removalWasRefused: guards.removalWasRefused,
    removalStaysUnanswered: guards.removalStaysUnanswered,
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
      add: { ...add, ...steps.newSend(add.number + 1), mayBeOut: false, mayRingTwice: false },
      lastAttemptAt: undefined,
      invitationEndsAt: undefined,
    })),
    putOff: assign(({ context: { add } }) => ({ add: { ...add, putOffFor: add.no } })),
    countRepeat: assign(({ context: { add } }) => ({ add: repeated(add) })),
    repeatForItsId: assign(({ context: { add } }) => ({ add: { ...repeated(add), repeatedForItsId: true } })),
    countStalePair: assign(({ context: { add } }) => ({ add: { ...add, stalePairs: add.stalePairs + 1 } })),
    rememberAnswer: assign((_, { invitationId, answeredAt }: AddParticipantResponse) => ({
      answered: true,
      ...(invitationId !== undefined && { invitationId }),
      ...(answeredAt !== undefined && { lastAttemptAt: Date.parse(answeredAt) }),
    })),
    /** Whoever is not in a call that is gone is not in it. */
    rememberPresence: assign((_, { state }: ParticipantPresence) => ({ presentBefore: state === 'present' })),
    forgetPresence: assign({ presentBefore: undefined }),
    /** After a refusal of its credentials, the next attempt is signed with the other ones. */
    rememberFailure: assign(({ context: { add, credential } }, { error }: { error: unknown }) => {
      const failure = providerFailureIn(error);
      const isClearNo = wasNeverExecuted(error);
      return {
        add: {
          ...add,
          mayBeOut: add.mayBeOut || !isClearNo,
          no: isClearNo ? failure : undefined,
          retryAfterMs: failure?.retryAfterMs,
        },
        ...(failure?.class === 'credentials' && { credential: otherThan(credential) }),
        ...(failure?.failedAt !== undefined && { lastAttemptAt: Date.parse(failure.failedAt) }),
      };
    }),
    rememberRefusal: assign((_, refusal: ProviderRefusal) => ({ refusal })),
    rememberWords: assign((_, words: ProviderRefusal) => (words.code === undefined ? {} : { refusal: words })),
    rememberOthers: assign((_, { others }: OtherOperations) => ({ others: others.length > 0 })),
    noteLookAfterCancel: assign({ lookedAfterCancel: true }),
    reckonInvitationEnd: assign(({ context: { request, lastAttemptAt = 0 } }) => ({
      invitationEndsAt: invitationEnd(request, Math.max(Date.now(), lastAttemptAt)),
    })),

    wishToCancel: assign({ cancel: () => ({ requestedAt: new Date().toISOString(), state: 'waitingForId' as const }) }),
    /** What was said of the cancel before is no word on this one. */
    mintCancel: assign(({ context: { cancel } }) => {
      if (cancel === undefined) return {};
      const { code: _saidBefore, ...wish } = cancel;
      return { cancel: { ...wish, send: steps.newSend((wish.send?.number ?? 0) + 1) } };
    }),
    rememberAcceptance: assign(({ context: { cancel } }, { answeredAt }: CancelAddParticipantResponse) => ({
      ...(cancel && { cancel: { ...cancel, acceptedAt: Date.parse(answeredAt) } }),
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

    /** The event of a join may overtake the answer to the add: then an attempt is out for as long as it has. */
    beginRemoval: assign(({ context: { request, invitationEndsAt } }, { toldByEvent }: { toldByEvent: boolean }) => ({
      invitationEndsAt: invitationEndsAt ?? invitationEnd(request, Date.now() + request.waits.httpTimeoutMs),
      removal: { endsAt: Date.now() + request.waits.lastDeadlineMs, toldByEvent, mayBeOut: false },
      looks: 0,
    })),
    /** A look came before it: the person is there, so that nothing that was sent before counts. */
    mintRemoval: assign(({ context: { removal } }) => ({
      ...(removal && {
        removal: { ...removal, send: steps.newSend((removal.send?.number ?? 0) + 1), askedAt: Date.now() },
      }),
    })),
    removalIs: assign(({ context: { removal } }, answer: RemovalAnswer) => ({
      ...(removal && { removal: { ...removal, answer, mayBeOut: removal.mayBeOut || answer === 'accepted' } }),
    })),
    removalMayBeOut: assign(({ context: { removal } }) => ({
      ...(removal && { removal: { ...removal, answer: 'none' as const, mayBeOut: true } }),
    })),

    beginLook: assign({ lookedAt: () => Date.now() }),
    countLook: assign({ looks: ({ context }) => context.looks + 1 }),
    takeOtherCredential: assign({ credential: ({ context }) => otherThan(context.credential) }),
    /** The provider told before that the invitation is cancelled, or had failed. */
    noteJoinAgainstWord: assign(({ context: { cancel, refusal, contradictions }, event }) =>
      cancel?.state === 'confirmed' || refusal !== undefined ? { contradictions: [...contradictions, event.type] } : {},
    ),
  },
});
