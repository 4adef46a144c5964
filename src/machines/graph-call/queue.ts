import type {
  GraphCallOutcome,
  MediaCancel,
  MediaOperationRequest,
  MediaOutcome,
  MediaRecord,
} from '../../contract/graph-media.ts';
import type { GraphOperationNotice } from '../../contract/graph-notification.ts';
import { callWorkflowId, parseClientContext } from '../../contract/media-ids.ts';
import type { ProviderFailure } from '../../contract/provider-failure.ts';
import type { Told } from '../media-operation/model.ts';
import { isOpen, keyOf, recordOf, withRecord, withRecords, type Context } from './model.ts';
import { withoutGaps } from './tones.ts';

/*
 * What becomes of the queue and of the records, step by step. Each gives the changes of the context.
 */

/** Ids of what is open, in the order in which it was asked for. */
export function openIn(context: Context): string[] {
  return idsOf(context, (record) => isOpen(record));
}

/** What a cancel of the media is about: tones stay subscribed. */
export function openMediaIn(context: Context): string[] {
  return idsOf(context, (record) => isOpen(record) && record.kind !== 'subscribeToTone');
}

function idsOf({ call, operations }: Context, isMeant: (record: MediaRecord) => boolean): string[] {
  const prefix = `${callWorkflowId(call.callId)}.`;
  return Object.entries(operations).flatMap(([key, record]) => (isMeant(record) ? [prefix + key] : []));
}

export function withEnqueued(context: Context, operation: MediaOperationRequest) {
  const { operationId, command, requestedAt, notAfter, requestHash, correlation } = operation;
  const record: MediaRecord = {
    kind: command.kind,
    requestedAt,
    notAfter,
    requestHash,
    ...(correlation !== undefined && { correlation }),
    ...(command.kind === 'recordResponse' && command.bargeInAllowed && { bargesIn: true }),
  };
  return {
    operations: { ...context.operations, [keyOf(operationId)]: record },
    queue: [...context.queue, operationId],
    ...(command.kind === 'subscribeToTone' && { toneSubscription: operationId }),
  };
}

export function withSent(context: Context, operationId: string) {
  const isMedia = recordOf(context, operationId)?.kind !== 'subscribeToTone';
  return {
    ...withRecord(context, operationId, { epoch: context.epoch }),
    queue: context.queue.filter((id) => id !== operationId),
    line: isMedia ? [...context.line, operationId] : context.line,
    inFlight: operationId,
    inFlightWaits: false,
  };
}

export function withSlotFree({ inFlight }: Context, operationId: string) {
  return inFlight === operationId ? { inFlight: undefined, inFlightWaits: false } : {};
}

/** What a recording ends that is allowed to barge in: all that was sent before it. */
export function bargedInBy(context: Context, operationId: string): readonly string[] {
  return recordOf(context, operationId)?.bargesIn === true ? context.line.filter((id) => id !== operationId) : [];
}

/** Its answer, for which the slot is kept, was a clear no. */
export function wasRefused({ inFlight }: Context, { operationId, outcome }: Ended): boolean {
  return inFlight === operationId && outcome.type === 'failed';
}

type Ended = Extract<Told, { readonly type: 'operation.ended' }>;
type Waiting = Extract<Told, { readonly type: 'operation.waiting' | 'operation.returned' }>;

/** What Graph has certainly not taken is held here, as if it had never been sent. */
export function withHeldHere(context: Context, { operationId, mayBeOut }: Waiting): Pick<Context, 'operations'> {
  return mayBeOut ? context : withRecord(context, operationId, { epoch: undefined });
}

export function withReturned(context: Context, event: Waiting) {
  const { operationId } = event;
  return {
    operations: withHeldHere(context, event).operations,
    ...withSlotFree(context, operationId),
    queue: [operationId, ...context.queue],
    line: context.line.filter((id) => id !== operationId),
  };
}

/** Who has come to the front of the line. */
export function newFirst(before: readonly string[], after: readonly string[]): string | undefined {
  return after[0] === before[0] ? undefined : after[0];
}

export function withEnded(context: Context, { operationId, outcome, send }: Ended) {
  const subscriptionFailed = context.toneSubscription === operationId && outcome.type !== 'completed';
  return {
    ...withSlotFree(context, operationId),
    ...withRecord(context, operationId, { outcome, send, endedAt: new Date().toISOString() }),
    queue: context.queue.filter((id) => id !== operationId),
    line: context.line.filter((id) => id !== operationId),
    ...(subscriptionFailed && { toneSubscription: undefined }),
  };
}

/** By our context, or by the id that Graph gave. */
export function whose(context: Context, notice: GraphOperationNotice): string | undefined {
  const named = parseClientContext(notice.clientContext)?.operationId;
  if (named !== undefined && recordOf(context, named) !== undefined) return named;
  const { operationId } = notice;
  return operationId === undefined ? undefined : idsOf(context, ({ graphId }) => graphId === operationId)[0];
}

/**
 * It has settled: its outcome stays, what contradicts it is told, and where a recording is kept is not lost. Of an earlier
 * send it is a ghost.
 */
export function withToldAfterwards(
  context: Context,
  operationId: string,
  notice: GraphOperationNotice,
  sent: { readonly send: number } | undefined,
) {
  const record = recordOf(context, operationId);
  if (record?.outcome === undefined) return {};
  const { ghosts = 0, send, outcome, contradictions = [] } = record;
  const { recordingLocation } = notice;
  const said = contradiction(outcome, notice);
  return withRecord(context, operationId, {
    ...(sent !== undefined && sent.send !== send && { ghosts: ghosts + 1 }),
    ...(recordingLocation !== undefined && outcome.type !== 'completed' && { recordingLocation }),
    ...(said !== undefined && {
      contradictions: [...contradictions, said + (sent === undefined ? '' : ` (send ${sent.send})`)].slice(-5),
    }),
  });
}

function contradiction(
  outcome: MediaOutcome,
  { status, code, subCode, result }: GraphOperationNotice,
): string | undefined {
  const meant = result === undefined || result === 'completed' || result === 'cancelled' ? result : 'failed';
  if (meant === undefined || meant === outcome.type) return undefined;
  // The end of a call ends its operations, in whatever words.
  if (outcome.type === 'callEnded' && meant !== 'completed') return undefined;
  const words = [meant === 'completed' ? meant : (status ?? 'ended'), code, subCode];
  return words.filter((word) => word !== undefined).join('/');
}

/** Of every cancel that is still on its way: they have one fate. */
export function withCancelState(
  { cancels }: Context,
  state: MediaCancel['state'],
  no?: ProviderFailure,
): readonly MediaCancel[] {
  const code = no?.code ?? no?.class;
  return cancels.map((cancel) =>
    cancel.state === 'sent' ? { ...cancel, state, ...(code !== undefined && { code }) } : cancel,
  );
}

export function withCallEnded(context: Context, outcome: GraphCallOutcome) {
  const endedAt = new Date().toISOString();
  const ended: MediaOutcome = { type: 'callEnded', evidence: outcome.evidence };
  return {
    outcome,
    ...withRecords(context, openIn(context), { outcome: ended, endedAt }),
    cancels: withCancelState(context, 'callEnded'),
    // What was pressed was pressed, whatever was before it.
    tones: withoutGaps(context.tones),
    queue: [],
    line: [],
    inFlight: undefined,
  };
}
