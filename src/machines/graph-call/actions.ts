import { enqueueActions } from 'xstate';
import { parseClientContext } from '../../contract/media-ids.ts';
import * as steps from './model.ts';
import * as queue from './queue.ts';
import { graphCallBase } from './setup.ts';
import { isKnown, toneIn } from './tones.ts';

/** Beside the words of `setup.ts`, those by which a call speaks to its operations. */
export const graphCallSetup = graphCallBase.extend({
  actions: {
    enqueue: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'ENQUEUE') return;
      const { operation } = event;
      enqueue.assign(queue.withEnqueued(context, operation));
      enqueue.spawnChild('mediaOperation', {
        id: operation.operationId,
        input: { call: context.call, operation },
      });
    }),
    withdraw: enqueueActions(({ event, enqueue }) => {
      if (event.type === 'CANCEL_OPERATION') enqueue.sendTo(event.operationId, { type: 'CANCEL' });
    }),
    sendNext: enqueueActions(({ context, enqueue }) => {
      const [next] = context.queue;
      if (next === undefined) return;
      const changes = queue.withSent(context, next);
      enqueue.assign(changes);
      enqueue.sendTo(next, { type: 'SEND', lateCancelIsPossible: context.lateCancelIsPossible });
      const { line } = changes;
      if (line[0] === next || !line.includes(next)) enqueue.sendTo(next, { type: 'FIRST' });
      for (const id of queue.bargedInBy(context, next)) enqueue.sendTo(id, { type: 'BARGED_IN' });
    }),
    noteAccepted: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'operation.accepted') return;
      const { operationId, graphId } = event;
      const early = context.unmatched.find(({ operationId: named }) => named !== undefined && named === graphId);
      enqueue.assign({
        ...queue.withSlotFree(context, operationId),
        ...steps.withRecord(context, operationId, graphId === undefined ? {} : { graphId }),
        unmatched: context.unmatched.filter((notice) => notice !== early),
      });
      if (early !== undefined) enqueue.sendTo(operationId, early);
    }),
    noteReturned: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'operation.returned') return;
      const changes = queue.withReturned(context, event);
      enqueue.assign(changes);
      const first = queue.newFirst(context.line, changes.line);
      if (first !== undefined) enqueue.sendTo(first, { type: 'FIRST' });
    }),
    noteEnd: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'operation.ended') return;
      const changes = queue.withEnded(context, event);
      enqueue.assign(changes);
      enqueue.stopChild(event.operationId);
      if (queue.wasRefused(context, event))
        for (const id of queue.bargedInBy(context, event.operationId))
          enqueue.sendTo(id, { type: 'BARGED_IN.REFUSED' });
      const first = queue.newFirst(context.line, changes.line);
      if (first !== undefined) enqueue.sendTo(first, { type: 'FIRST' });
    }),
    /** To the operation whose end it tells; to its record where it has ended before; kept where nobody is named yet. */
    passOn: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'graph.OperationEnded') return;
      const operationId = queue.whose(context, event);
      if (operationId === undefined) enqueue.assign({ unmatched: steps.keepUnmatched(context.unmatched, event) });
      else if (steps.isOpen(steps.recordOf(context, operationId))) enqueue.sendTo(operationId, event);
      else
        enqueue.assign(queue.withToldAfterwards(context, operationId, event, parseClientContext(event.clientContext)));
    }),

    /** A tone that was not told before answers a subscription that has no answer. */
    passToneOn: enqueueActions(({ context, event, enqueue }) => {
      const { toneSubscription, tones } = context;
      if (event.type !== 'graph.TonePressed' || toneSubscription === undefined || isKnown(tones, toneIn(event))) return;
      if (steps.isOpen(steps.recordOf(context, toneSubscription))) enqueue.sendTo(toneSubscription, event);
    }),

    beginCancel: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'CANCEL_MEDIA') return;
      const operationIds = queue.openMediaIn(context);
      const now = Date.now();
      const requestedAt = new Date(now).toISOString();
      const { cancelId } = event;
      enqueue.assign({
        ...steps.withRecords(context, operationIds, { cancelRequestedAt: requestedAt }),
        ...steps.keepCancel(context, {
          cancelId,
          epoch: context.epoch,
          operationIds,
          requestedAt,
          state: 'sent',
        }),
        cancelling: context.cancelling ?? {
          sends: 0,
          endsAt: now + context.call.waits.fenceMs,
          sendUntil: requestedAt,
          mayBeOut: false,
        },
      });
      for (const id of operationIds) enqueue.sendTo(id, { type: 'MEDIA_CANCEL' });
    }),
    cancelIsConfirmed: enqueueActions(({ context, enqueue }) => {
      enqueue.assign({ cancels: queue.withCancelState(context, 'confirmed') });
      for (const id of context.line) enqueue.sendTo(id, { type: 'MEDIA_CANCEL.CONFIRMED' });
    }),
    cancelIsRefused: enqueueActions(({ context, enqueue }) => {
      enqueue.assign({
        cancels: queue.withCancelState(context, 'refused', context.cancelling?.no),
        cancelling: undefined,
      });
      for (const id of queue.openMediaIn(context)) enqueue.sendTo(id, { type: 'MEDIA_CANCEL.REFUSED' });
    }),
  },
});
