import { assign, setup } from 'xstate';
import type { GraphActivities, GraphCallState, MediaResponse } from '../../contract/graph-activities.ts';
import type { GraphCallInput, GraphCallOutcome } from '../../contract/graph-media.ts';
import { backOffMs } from '../back-off.ts';
import { mediaOperationMachine } from '../media-operation.ts';
import { sendUntil, untilNothingLeaves } from '../media-operation/requests.ts';
import { providedLater } from '../provided-later.ts';
import { providerFailureIn } from '../provider-errors.ts';
import * as guards from './guards.ts';
import * as steps from './model.ts';
import type { Context, Event } from './model.ts';
import * as queue from './queue.ts';
import { afterTone, toneIn, withoutWaiting } from './tones.ts';

const ONE_MINUTE_MS = 60_000;

/** The words of the statechart: what its parts may invoke, ask and do. */
export const graphCallBase = setup({
  types: {
    context: {} as Context,
    events: {} as Event,
    input: {} as GraphCallInput,
    output: {} as GraphCallOutcome,
  },
  actors: {
    mediaOperation: mediaOperationMachine,
    cancelMediaProcessing: providedLater<GraphActivities['cancelMediaProcessing']>('cancelMediaProcessing'),
    keepAlive: providedLater<GraphActivities['keepAlive']>('keepAlive'),
    getGraphCall: providedLater<GraphActivities['getGraphCall']>('getGraphCall'),
  },
  guards: {
    isOurs: guards.isOurs,
    isReady: ({ context }) => steps.isReady(context),
    awaitsAudio: ({ context }) => steps.awaitsAudio(context),
    isRepeat: guards.isRepeat,
    isSubscribed: guards.isSubscribed,
    hasRoom: guards.hasRoom,
    isHeldHere: guards.isHeldHere,
    isKnownCancel: guards.isKnownCancel,
    isBusy: ({ context }) => queue.openIn(context).length > 0,
    mayBeSent: guards.mayBeSent,
    nothingIsOnItsWay: ({ context }) => context.inFlight === undefined || context.inFlightWaits === true,
    lineIsEmpty: ({ context }) => context.line.length === 0,
    cancelMayBeOut: ({ context }) => context.cancelling?.mayBeOut === true,
    fenceIsOver: ({ context }) => (context.cancelling?.endsAt ?? 0) <= Date.now(),
    toneIsHeld: ({ context }) => context.tones.held.length > 0,
    /** What was waited for has come, and not all. */
    otherToneIsAwaited: ({ context: { tones } }) => tones.awaited !== tones.next,
  },
  delays: {
    untilNextLook: ({ context }) => context.call.waits.lookMs,
    audioWait: ({ context }) => context.call.waits.audioMs,
    untilKeepAlive: ({ context }) => context.call.waits.keepAliveMs,
    untilKeptAliveAgain: ({ context }) => Math.min(context.call.waits.keepAliveMs, ONE_MINUTE_MS),
    toneGap: ({ context }) => context.call.waits.toneGapMs,
    untilNothingLeaves: ({ context: { call, cancelling } }) => untilNothingLeaves(call, cancelling?.sendUntil),
    /** As long as Graph asks, but no longer than the cancel is repeated. */
    cancelBackOff: ({ context: { call, cancelling } }) => {
      const own = backOffMs(call.waits.backOffMs, (cancelling?.sends ?? 1) - 1);
      const left = Math.max(0, (cancelling?.endsAt ?? 0) - Date.now());
      return Math.min(Math.max(own, cancelling?.no?.retryAfterMs ?? 0), left);
    },
  },
  actions: {
    noteState: assign(({ context }, told: Pick<GraphCallState, 'state' | 'audio'>) => steps.stateAfter(context, told)),
    assumeAudio: assign({ audioIsAssumed: true }),
    noteAlive: assign({ aliveAt: () => Date.now() }),
    /** What was asked for before is answered alike. */
    noteRepeat: () => {},
    takeTone: assign(({ context, event }) =>
      event.type === 'graph.TonePressed' ? { tones: afterTone(context.tones, toneIn(event)) } : {},
    ),
    awaitTone: assign(({ context: { tones } }) => ({ tones: { ...tones, awaited: tones.next } })),
    skipMissingTones: assign(({ context }) => ({ tones: withoutWaiting(context.tones) })),
    noteReleased: assign(({ context, event }) =>
      event.type === 'operation.released' ? queue.withSlotFree(context, event.operationId) : {},
    ),
    noteWaiting: assign(({ context, event }) => {
      if (event.type !== 'operation.waiting') return {};
      const { operations } = queue.withHeldHere(context, event);
      return { operations, inFlightWaits: context.inFlight === event.operationId };
    }),
    noteGhost: assign(({ context, event }) => {
      if (event.type !== 'operation.ghost') return {};
      const ghosts = (steps.recordOf(context, event.operationId)?.ghosts ?? 0) + 1;
      return steps.withRecord(context, event.operationId, { ghosts });
    }),
    mintCancel: assign(({ context: { call, cancelling, cancelSends } }) => ({
      cancelSends: cancelSends + 1,
      ...(cancelling && {
        cancelling: { ...cancelling, sends: cancelling.sends + 1, sendUntil: sendUntil(call, Date.now()) },
      }),
    })),
    cancelMayBeOut: assign(({ context: { cancelling } }) => ({
      ...(cancelling && { cancelling: { ...cancelling, mayBeOut: true, no: undefined } }),
    })),
    rememberCancelNo: assign(({ context: { cancelling } }, { error }: { error: unknown }) => ({
      ...(cancelling && { cancelling: { ...cancelling, no: providerFailureIn(error) } }),
    })),
    rememberCancelFailed: assign(({ context: { cancelling } }, { subCode, code }: MediaResponse) => ({
      ...(cancelling && {
        cancelling: {
          ...cancelling,
          no: { class: 'rejected' as const, sentBefore: false, code: String(subCode ?? code) },
        },
      }),
    })),
    openNextEpoch: assign(({ context }) => ({
      epoch: context.epoch + 1,
      fence: 'confirmed' as const,
      lateCancelIsPossible: context.cancelling?.mayBeOut === true,
      // Those that joined this one when it was confirmed already.
      cancels: queue.withCancelState(context, 'confirmed'),
      cancelling: undefined,
    })),
    openNextEpochUnfenced: assign(({ context }) => ({
      epoch: context.epoch + 1,
      fence: 'unconfirmed' as const,
      lateCancelIsPossible: true,
      cancels: queue.withCancelState(context, 'unconfirmed'),
      cancelling: undefined,
    })),

    endAs: assign(({ context }, outcome: GraphCallOutcome) => queue.withCallEnded(context, outcome)),
  },
});
