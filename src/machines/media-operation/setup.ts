import { assign, sendParent, setup } from 'xstate';
import type { GraphActivities, MediaResponse } from '../../contract/graph-activities.ts';
import type { MediaOutcome } from '../../contract/graph-media.ts';
import { parseClientContext } from '../../contract/media-ids.ts';
import { backOffMs } from '../back-off.ts';
import { providedLater } from '../provided-later.ts';
import { providerFailureIn } from '../provider-errors.ts';
import type { Context, Event, Input, Told } from './model.ts';
import * as outcomes from './outcomes.ts';
import { sendUntil, untilNothingLeaves } from './requests.ts';

const untilNotAfter = ({ operation }: Context): number => Math.max(0, Date.parse(operation.notAfter) - Date.now());

type PlainWord = 'operation.released' | 'operation.waiting' | 'operation.returned' | 'operation.ghost';
type CallGone = Extract<Told, { readonly type: 'operation.callGone' }>;

/** The words of the statechart: what its parts may invoke, ask and do. */
export const mediaOperationSetup = setup({
  types: {
    context: {} as Context,
    events: {} as Event,
    input: {} as Input,
  },
  actors: {
    playPrompt: providedLater<GraphActivities['playPrompt']>('playPrompt'),
    recordResponse: providedLater<GraphActivities['recordResponse']>('recordResponse'),
    subscribeToTone: providedLater<GraphActivities['subscribeToTone']>('subscribeToTone'),
    getGraphCall: providedLater<GraphActivities['getGraphCall']>('getGraphCall'),
  },
  guards: {
    kindIs: ({ context }, kind: string) => context.operation.command.kind === kind,
    isFirst: ({ context }) => context.isFirst,
    mayBeOut: ({ context }) => context.mayBeOut,
    cancelIsWished: ({ context }) => context.cancelIsWished,
    hasExpired: ({ context }) => untilNotAfter(context) === 0,
    mayBeSentAgain: ({ context }) =>
      context.operation.onAmbiguity === 'atLeastOnce' &&
      !context.isAccepted &&
      !context.isBargedIn &&
      !context.cancelIsWished &&
      untilNotAfter(context) > 0,
    /** Of the present send; one without a context was found by Graph's id, which is of the present send. */
    isOfThisSend: ({ context, event }) => {
      if (event.type !== 'graph.OperationEnded') return false;
      const send = parseClientContext(event.clientContext)?.send;
      return send === undefined || send === context.sends;
    },
    /** Of whatever send: it was heard. */
    tellsCompletion: ({ event }) => event.type === 'graph.OperationEnded' && event.result === 'completed',
    isEndedByNobody: ({ context, event }) =>
      event.type === 'graph.OperationEnded' &&
      event.result === 'cancelled' &&
      outcomes.cancelledBy(context) === 'unasked',
    /** A late cancel ended it, which nobody asked for, and it is to be heard all the same. */
    isToBeSentAgainAfterLateCancel: ({ context, event }) =>
      event.type === 'graph.OperationEnded' &&
      event.result === 'cancelled' &&
      outcomes.cancelledBy(context) === 'lateCancel' &&
      context.operation.onAmbiguity === 'atLeastOnce' &&
      untilNotAfter(context) > 0,
  },
  delays: {
    untilNotAfter: ({ context }) => untilNotAfter(context),
    /** As long as Graph asks, but no longer than until `notAfter`: from then on the attempt only says so. */
    backOff: ({ context }) => {
      const { call, repeats, no } = context;
      return Math.min(
        Math.max(backOffMs(call.waits.backOffMs, repeats), no?.retryAfterMs ?? 0),
        untilNotAfter(context),
      );
    },
    untilNothingLeaves: ({ context }) => untilNothingLeaves(context.call, context.sendUntil),
    timeLimit: ({ context }) => context.operation.command.timeLimitSeconds * 1_000,
    cancelNotices: ({ context }) => context.call.waits.cancelNoticesMs,
  },
  actions: {
    settleAs: assign((_, outcome: MediaOutcome) => ({ outcome })),
    settleAsTold: assign(({ context, event }) =>
      event.type === 'graph.OperationEnded' ? { outcome: outcomes.told(context, event) } : {},
    ),
    mintSend: assign(({ context: { call, operation, sends } }) => ({
      sends: sends + 1,
      sendUntil: sendUntil(call, Date.now(), Date.parse(operation.notAfter)),
      isAccepted: false,
    })),
    beAccepted: assign({ mayBeOut: true, isAccepted: true }),
    rememberNo: assign((_, { error }: { error: unknown }) => ({ no: providerFailureIn(error) })),
    mayBeOut: assign({ mayBeOut: true }),
    countRepeat: assign({ repeats: ({ context }) => context.repeats + 1 }),
    wishToCancel: assign({ cancelIsWished: true }),
    dropWish: assign({ cancelIsWished: false }),
    beFirst: assign({ isFirst: true }),
    beBargedIn: assign({ isBargedIn: true }),
    beLeftAlone: assign({ isBargedIn: false }),
    takeTurn: assign(({ event }) => ({
      lateCancelIsPossible: event.type === 'SEND' && event.lateCancelIsPossible,
      isFirst: false,
    })),
    /** What ended this send is no word on the next. */
    forgetSend: assign({ mayBeOut: true, lateCancelIsPossible: false, isBargedIn: false, isFirst: false }),
    rememberToldEnd: assign(({ context, event }) =>
      event.type === 'graph.OperationEnded' ? { toldBefore: outcomes.told(context, event) } : {},
    ),
    tell: sendParent(({ context: { operation, mayBeOut } }, type: PlainWord) => ({
      type,
      operationId: operation.operationId,
      mayBeOut,
    })),
    tellCallGone: sendParent((_, evidence: CallGone['evidence']) => ({ type: 'operation.callGone', evidence })),
    tellAccepted: sendParent(({ context: { operation } }, { operationId: graphId }: MediaResponse) => ({
      type: 'operation.accepted',
      operationId: operation.operationId,
      ...(graphId !== undefined && { graphId }),
    })),
    tellEnd: sendParent(({ context: { operation, outcome, sends } }) => ({
      type: 'operation.ended',
      operationId: operation.operationId,
      outcome,
      send: sends,
    })),
  },
});
