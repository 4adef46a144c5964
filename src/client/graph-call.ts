import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { hasMediaActions } from '../contract/graph-activities.ts';
import { GRAPH_CALL_ID, normaliseGraphId } from '../contract/graph-id.ts';
import type { GraphCallView } from '../contract/graph-media-view.ts';
import { adoptionBody } from '../contract/graph-media.schema.ts';
import { callWorkflowId } from '../contract/media-ids.ts';
import { AlreadySettled, isUnanswered, NoWorkerAnswered, WorkflowTaskFailing } from '../statechart/client/index.ts';
import { adoptCall } from './adopt-call.ts';
import { callMachineView, type AdoptedCalls, type CallInstance } from './adopted-calls.ts';
import type { CallOptions, KeyedStartOptions, StartOptions, WaitOptions } from './call-options.ts';
import { cancelAnswerTimeoutMs } from './cancel-answer.ts';
import { enqueueMedia, lastView } from './enqueue-media.ts';
import { InvalidRequest } from './errors.ts';
import {
  promptOf,
  recordingOf,
  toneSubscriptionOf,
  type PlayPromptRequest,
  type RecordResponseRequest,
  type SubscribeToToneRequest,
} from './media-commands.ts';
import { CallEnded } from './media-errors.ts';
import { mediaKey } from './media-key.ts';
import { graphCallView } from './media-views.ts';
import { parseRequest } from './parse-request.ts';
import { waitUntilSettled, type Settled } from './wait-until-settled.ts';
import { within, type RemainingMs } from './within.ts';

/** Whose call it is: its tenant, and the cloud (`global` unless given); and whether tones are kept. */
export type Adoption = z.input<typeof adoptionBody>;

/** A cancel of a call's media. What it is about is missing while no worker answers. */
export interface MediaCancelAnswer {
  readonly cancelId: string;
  readonly epoch?: number;
  readonly operationIds?: readonly string[];
}

/** Beyond the look at Graph, which may take as long as any request, and 10 s more. */
const BESIDE_THE_LOOK_MS = 20_000;

/** The media of one call of Microsoft Graph. */
export class GraphCall {
  readonly callId: string;
  readonly #calls: AdoptedCalls;

  /** @throws InvalidRequest for what is no id of a call */
  constructor(calls: AdoptedCalls, callId: string) {
    this.#calls = calls;
    this.callId = normaliseGraphId(callId);
    if (!GRAPH_CALL_ID.test(this.callId))
      throw new InvalidRequest([{ pointer: '/callId', detail: 'must be the id of a call of Graph' }]);
  }

  /**
   * Makes the media of the call ours, or attaches to the adoption that was before. Graph is asked for the call first. May
   * be repeated.
   *
   * @param options.timeoutMs 45,000 unless given, with the default waits: a worker has to ask Graph
   * @throws InvalidRequest, CallNotFound, CallOfOtherTenant, CallOfOtherCaller, GraphRefused, GraphUnavailable: nothing was
   *   begun
   * @throws NoWorkerAnswered, TemporalUnavailable: whether it was adopted is unknown; repeat it
   */
  async adopt(adoption: Adoption, options: CallOptions = {}): Promise<GraphCallView> {
    const { tenantId, cloud = 'global', keepTones } = parseRequest(adoptionBody, adoption);
    if (!hasMediaActions(cloud))
      throw new InvalidRequest([
        { pointer: '/cloud', detail: `must be another: Graph has no media actions in the cloud ${cloud}` },
      ]);
    const { client, settings } = this.#calls.means;
    const timeoutMs = options.timeoutMs ?? settings.mediaWaits.startToCloseMs + BESIDE_THE_LOOK_MS;
    return within(client, { ...options, timeoutMs }, async (remainingMs) => {
      await adoptCall(this.#calls, this.callId, { tenantId, cloud, keepTones }, options.caller, remainingMs);
      return this.view({ caller: options.caller, timeoutMs: remainingMs() });
    });
  }

  /**
   * Queues prompts, or attaches to those that were queued with the same idempotency key and request.
   *
   * @returns the operation's id
   * @throws InvalidRequest, CallNotAdopted, CallEnded, QueueFull, IdempotencyKeyReused, NotAfterPassed: nothing was queued
   * @throws NoWorkerAnswered, TemporalUnavailable: whether it was queued is unknown; repeat it with the same key
   */
  async playPrompt(request: PlayPromptRequest, options: KeyedStartOptions): Promise<string> {
    return enqueueMedia(this.#calls, this.callId, promptOf(request), options);
  }

  /**
   * Queues a recording, or attaches to the one that was queued with the same idempotency key and request.
   *
   * @returns the operation's id
   * @throws what `playPrompt` throws
   */
  async recordResponse(request: RecordResponseRequest, options: KeyedStartOptions): Promise<string> {
    return enqueueMedia(this.#calls, this.callId, recordingOf(request), options);
  }

  /**
   * Subscribes to the tones of the call, once: a second subscription attaches to the first. The view has the tones.
   *
   * @returns the operation's id
   * @throws what `playPrompt` throws
   */
  async subscribeToTone(request: SubscribeToToneRequest = {}, options: StartOptions = {}): Promise<string> {
    return enqueueMedia(this.#calls, this.callId, toneSubscriptionOf(request), options);
  }

  /**
   * Cancels what runs and what is queued, here and with Graph; tones stay subscribed. The wish is never lost because no
   * worker lives.
   *
   * @throws CallNotAdopted, CallEnded
   * @throws TemporalUnavailable: whether the wish was taken is unknown; repeat it with the same key
   */
  async cancelMedia(options: StartOptions = {}): Promise<MediaCancelAnswer> {
    const cancelId = mediaKey(this.callId, 'cancelMediaProcessing', options);
    return this.#calls.ask(this.callId, options, async (call, remainingMs) => {
      const event = { type: 'CANCEL_MEDIA', cancelId } as const;
      const id = randomUUID();
      try {
        await call.send(event, { id, timeoutMs: cancelAnswerTimeoutMs(remainingMs()) });
        return { cancelId, ...(await aboutCancel(call, cancelId, remainingMs)) };
      } catch (error) {
        if (error instanceof AlreadySettled) throw new CallEnded(graphCallView(lastView(error.view)));
        if (!(error instanceof NoWorkerAnswered) && !(error instanceof WorkflowTaskFailing)) throw error;
      }
      // The same wish under the same id: if a worker took the update after all, the signal changes nothing.
      if ((await call.notify(event, { id, timeoutMs: remainingMs() })) === 'ignored')
        throw new CallEnded(graphCallView(await callMachineView(call, remainingMs)));
      return { cancelId };
    });
  }

  /**
   * The call, its queue, operations and tones; also after its end, and then without a worker. Writes no history.
   *
   * @throws CallNotAdopted, OperationFailed, NoWorkerAnswered (only while the call lives), TemporalUnavailable
   */
  view(options: CallOptions = {}): Promise<GraphCallView> {
    return this.#calls.ask(this.callId, options, async (call, remainingMs) =>
      graphCallView(await callMachineView(call, remainingMs)),
    );
  }

  /**
   * Resolves with the view when the call has ended. Writes no history, and goes on while Temporal or the workers are away.
   *
   * @throws CallNotAdopted, OperationFailed; WaitTimedOut or TemporalUnavailable when `timeoutMs` passes
   */
  waitFor(options: WaitOptions = {}): Promise<Settled<GraphCallView>> {
    const { callId } = this;
    const { client } = this.#calls.means;
    return waitUntilSettled(client, callWorkflowId(callId), options, (withinMs) =>
      this.#calls.ask(callId, { caller: options.caller, timeoutMs: withinMs }, async (call, remainingMs) => {
        await call.waitFor({ done: true }, { timeoutMs: remainingMs() });
        return graphCallView(await callMachineView(call, remainingMs));
      }),
    );
  }
}

/** What a cancel ends, where it can be shown: that the wish is taken does not depend on it. */
async function aboutCancel(
  call: CallInstance,
  cancelId: string,
  remainingMs: RemainingMs,
): Promise<Omit<MediaCancelAnswer, 'cancelId'>> {
  try {
    const { context } = await call.view({ timeoutMs: remainingMs() });
    const cancel = context.cancels.find((one) => one.cancelId === cancelId);
    return cancel === undefined ? {} : { epoch: cancel.epoch, operationIds: cancel.operationIds };
  } catch (error) {
    if (isUnanswered(error)) return {};
    throw error;
  }
}
