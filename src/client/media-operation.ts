import type { MediaOutcome } from '../contract/graph-media.ts';
import type { MediaOperationView } from '../contract/graph-media-view.ts';
import { parseMediaOperationId } from '../contract/media-ids.ts';
import { AlreadySettled, EventRefused, isUnanswered } from '../statechart/client/index.ts';
import { callMachineView, type AdoptedCalls, type CallInstance } from './adopted-calls.ts';
import type { CallOptions, WaitOptions } from './call-options.ts';
import type { CancelAnswer } from './cancel-answer.ts';
import { OperationSettled, UnknownOperation } from './errors.ts';
import { CallNotAdopted, SingleCancelUnsupported } from './media-errors.ts';
import { mediaOperationView } from './media-views.ts';
import { waitUntilSettled, type Settled } from './wait-until-settled.ts';
import type { RemainingMs } from './within.ts';

/** So that a worker that has died is noticed. */
const LONGEST_VIEW_MS = 10_000;

/** Single operations on the media of calls; they are known for as long as their call is. */
export class MediaOperations {
  readonly #calls: AdoptedCalls;

  constructor(calls: AdoptedCalls) {
    this.#calls = calls;
  }

  /**
   * The operation as it is, also after its end. Writes no history.
   *
   * @throws UnknownOperation, OperationFailed, NoWorkerAnswered (only while its call lives), TemporalUnavailable
   */
  view(operationId: string, options: CallOptions = {}): Promise<MediaOperationView> {
    return this.#ask(operationId, options, (call, key, remainingMs) => viewOf(call, key, operationId, remainingMs));
  }

  /**
   * Resolves with the view when the operation has settled. Writes no history: its call goes on, so that it is looked at
   * time and again. Goes on while Temporal or the workers are away.
   *
   * @throws UnknownOperation, OperationFailed; WaitTimedOut or TemporalUnavailable when `timeoutMs` passes
   */
  waitFor(operationId: string, options: WaitOptions = {}): Promise<Settled<MediaOperationView>> {
    return waitUntilSettled(this.#calls.means.client, operationId, options, (withinMs) =>
      this.view(operationId, { caller: options.caller, timeoutMs: Math.min(withinMs, LONGEST_VIEW_MS) }),
    );
  }

  /**
   * Resolves with the outcome when the operation has settled; as `waitFor` does.
   *
   * @throws what `waitFor` throws
   */
  async result(operationId: string, options: WaitOptions = {}): Promise<MediaOutcome> {
    return (await this.waitFor(operationId, options)).outcome;
  }

  /**
   * Cancels one operation that is still held here. May be repeated.
   *
   * @throws SingleCancelUnsupported when it was sent: `graphCall(callId).cancelMedia()` cancels all
   * @throws OperationSettled when it has settled otherwise than as cancelled
   * @throws UnknownOperation, OperationFailed
   * @throws NoWorkerAnswered, TemporalUnavailable: whether it was cancelled is unknown; repeat it
   */
  cancel(operationId: string, options: CallOptions = {}): Promise<CancelAnswer<MediaOperationView>> {
    return this.#ask(operationId, options, async (call, key, remainingMs) => {
      try {
        await call.send({ type: 'CANCEL_OPERATION', operationId }, { timeoutMs: remainingMs() });
      } catch (error) {
        if (!(error instanceof EventRefused) && !(error instanceof AlreadySettled)) throw error;
        return refused(await viewOf(call, key, operationId, remainingMs));
      }
      // That it is cancelled does not depend on whether it can be shown.
      const view = await viewOf(call, key, operationId, remainingMs).catch((error: unknown) => {
        if (!isUnanswered(error)) throw error;
      });
      return { taken: true, ...(view && { view }) };
    });
  }

  async #ask<Answer>(
    operationId: string,
    options: CallOptions,
    work: (call: CallInstance, key: string, remainingMs: RemainingMs) => Promise<Answer>,
  ): Promise<Answer> {
    const { callId, key } = parseMediaOperationId(operationId) ?? {};
    if (callId === undefined || key === undefined) throw new UnknownOperation(operationId);
    try {
      return await this.#calls.ask(callId, options, (call, remainingMs) => work(call, key, remainingMs));
    } catch (error) {
      throw error instanceof CallNotAdopted ? new UnknownOperation(operationId) : error;
    }
  }
}

async function viewOf(
  call: CallInstance,
  key: string,
  operationId: string,
  remainingMs: RemainingMs,
): Promise<MediaOperationView> {
  const view = mediaOperationView(await callMachineView(call, remainingMs), key);
  if (view === undefined) throw new UnknownOperation(operationId);
  return view;
}

/** @throws SingleCancelUnsupported, OperationSettled */
function refused(view: MediaOperationView): CancelAnswer<MediaOperationView> {
  if (view.outcome === undefined) throw new SingleCancelUnsupported(view);
  if (view.outcome.type !== 'cancelled') throw new OperationSettled(view);
  return { taken: false, view };
}
