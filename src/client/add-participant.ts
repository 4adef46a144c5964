import { randomUUID } from 'node:crypto';
import { TypedSearchAttributes } from '@temporalio/common';
import type { z } from 'zod';
import type { AddParticipantInput, AddParticipantOutcome } from '../contract/add-participant.ts';
import { addParticipantBody } from '../contract/add-participant.schema.ts';
import { CALL_CONNECTION_ID } from '../contract/call-connection-id.ts';
import { isOperationId } from '../contract/operation-context.ts';
import { rawIdOf } from '../contract/participant.ts';
import { canonicalId } from '../contract/same-id.ts';
import type { OperationStatus, OperationView } from '../contract/operation-view.ts';
import { addParticipantMachine } from '../machines/add-participant.ts';
import {
  AlreadySettled,
  EndedWithoutView,
  EventRefused,
  NoWorkerAnswered,
  StartMismatch,
  StatechartClient,
  UnknownInstance,
  WorkflowTaskFailing,
  type StatechartInstance,
  type View,
} from '../statechart/client/index.ts';
import type { CallOptions, StartOptions, WaitOptions } from './call-options.ts';
import { cancelAnswerTimeoutMs, type CancelAnswer } from './cancel-answer.ts';
import { describeWorkflow } from './describe-workflow.ts';
import {
  IdempotencyKeyReused,
  InvalidRequest,
  NotAfterPassed,
  OperationFailed,
  OperationSettled,
  UnknownOperation,
} from './errors.ts';
import { listOperations, type ListOptions, type OperationPage } from './list-operations.ts';
import type { Means } from './means.ts';
import { assertNotTooLong } from './not-after.ts';
import { addParticipantId } from './operation-id.ts';
import { operationStatus, operationView } from './operation-view.ts';
import { ownerFor } from './owners.ts';
import { assertIdempotencyKey, parseRequest } from './parse-request.ts';
import { personHash } from './person-hash.ts';
import { CALL_ID, CALLER, KIND, PERSON } from './search-attributes.ts';
import { waitUntilSettled, type Settled } from './wait-until-settled.ts';
import { within, type RemainingMs } from './within.ts';

/** Whom to add, and how: docs/add-participant.md tells of each field. */
export type AddParticipantRequest = z.input<typeof addParticipantBody>;

type Instance = StatechartInstance<typeof addParticipantMachine>;

/** Adds participants to calls of ACS. */
export class AddParticipant {
  readonly #means: Means;
  readonly #instances: StatechartClient<typeof addParticipantMachine>;

  constructor(means: Means) {
    this.#means = means;
    this.#instances = new StatechartClient(means.client, {
      machine: addParticipantMachine,
      workflow: 'addParticipant',
      taskQueue: means.settings.taskQueue,
      workflowTaskTimeoutMs: means.settings.workflowTaskTimeoutMs,
    });
  }

  /**
   * Starts adding a participant, or attaches to the operation that was started with the same idempotency key and request.
   *
   * @returns the operation's id
   * @throws InvalidRequest, NotAfterPassed, IdempotencyKeyReused: nothing was started
   * @throws TemporalUnavailable: whether it was started is unknown; repeat it with the same key
   */
  async start(callConnectionId: string, request: AddParticipantRequest, options: StartOptions = {}): Promise<string> {
    const { idempotencyKey } = options;
    const caller = ownerFor(options.caller);
    assertIdempotencyKey(idempotencyKey);
    assertCallConnectionId(callConnectionId);
    const parsed = parseRequest(addParticipantBody, request);
    const operationId = addParticipantId({ caller, callConnectionId, idempotencyKey });
    const { client, owners, settings } = this.#means;
    await within(client, options, async (remainingMs) => {
      const acceptedAt = Date.now();
      assertNotTooLong(parsed.notAfter, acceptedAt);
      const isLate = parsed.notAfter !== undefined && Date.parse(parsed.notAfter) <= acceptedAt;
      // A repeat attaches however late it comes.
      if (isLate && (await describeWorkflow(client, operationId, remainingMs())) === undefined)
        throw new NotAfterPassed();
      const person = personHash(callConnectionId, rawIdOf(parsed.participant));
      const input: AddParticipantInput = {
        ...settings.addParticipant,
        notAfter: new Date(acceptedAt + settings.notAfterMs).toISOString(),
        ...(parsed as OfTheRequest),
        operationId,
        callConnectionId,
        personHash: person,
        requestedAt: new Date(acceptedAt).toISOString(),
      };
      const searchAttributes = new TypedSearchAttributes([
        { key: CALL_ID, value: canonicalId(callConnectionId) },
        { key: KIND, value: 'addParticipant' },
        { key: CALLER, value: caller },
        { key: PERSON, value: person },
      ]);
      const start = { input, startedWith: parsed, searchAttributes, timeoutMs: remainingMs() };
      await this.#instances.start(operationId, start).catch((error: unknown) => {
        throw error instanceof StartMismatch ? new IdempotencyKeyReused() : error;
      });
    });
    owners.remember(operationId, caller);
    return operationId;
  }

  /**
   * The operation as it is, also after its end, and then without a worker. Writes no history.
   *
   * @throws UnknownOperation, OperationFailed, NoWorkerAnswered (only while the operation is open), TemporalUnavailable
   */
  view(operationId: string, options: CallOptions = {}): Promise<OperationView> {
    return this.#ask(operationId, options, viewOf);
  }

  /**
   * Resolves with the view when the operation has settled. Writes no history, needs no worker, and goes on while Temporal
   * or the workers are away.
   *
   * @throws UnknownOperation, OperationFailed; WaitTimedOut or TemporalUnavailable when `timeoutMs` passes
   */
  waitFor(operationId: string, options: WaitOptions = {}): Promise<Settled<OperationView>> {
    return waitUntilSettled(this.#means.client, operationId, options, (withinMs) =>
      this.#ask(operationId, { caller: options.caller, timeoutMs: withinMs }, async (instance, remainingMs) =>
        completed(operationId, (await instance.waitFor({ done: true }, { timeoutMs: remainingMs() })) as View),
      ),
    );
  }

  /**
   * Resolves with the outcome when the operation has settled; as `waitFor` does.
   *
   * @throws what `waitFor` throws
   */
  async result(operationId: string, options: WaitOptions = {}): Promise<AddParticipantOutcome> {
    return (await this.waitFor(operationId, options)).outcome;
  }

  /**
   * Wishes an operation cancelled: its outcome tells what became of it. The wish is never lost because no worker lives,
   * and may be repeated. Takes one round trip, so its answer has no transitions.
   *
   * @throws OperationSettled when it has settled otherwise than as cancelled
   * @throws UnknownOperation, OperationFailed
   * @throws TemporalUnavailable: whether the wish was taken is unknown; repeat it
   */
  cancel(operationId: string, options: CallOptions = {}): Promise<CancelAnswer<OperationStatus>> {
    return this.#ask(operationId, options, async (instance, remainingMs) => {
      const id = randomUUID();
      try {
        const answer = await instance.send({ type: 'CANCEL' }, { id, timeoutMs: cancelAnswerTimeoutMs(remainingMs()) });
        return { taken: true, view: operationStatus(operationId, answer) };
      } catch (error) {
        if (error instanceof NoWorkerAnswered || error instanceof WorkflowTaskFailing)
          return cancelLater(instance, id, remainingMs);
        if (error instanceof AlreadySettled) return cancelledBefore(completed(operationId, error.view));
        // An open operation refuses no cancel but the second.
        if (error instanceof EventRefused) return wishedBefore(operationId, error);
        throw error;
      }
    });
  }

  /**
   * A page of the operations that add participants; see `CallOperations.list`.
   *
   * @throws what `CallOperations.list` throws
   */
  list(options: Omit<ListOptions, 'kind'> = {}): Promise<OperationPage> {
    return listOperations(this.#means.client, { ...options, kind: 'addParticipant' });
  }

  /** Of what is the caller's own, in the time of one call. */
  #ask<Answer>(
    operationId: string,
    options: CallOptions,
    work: (instance: Instance, remainingMs: RemainingMs) => Promise<Answer>,
  ): Promise<Answer> {
    const { client, owners } = this.#means;
    return within(client, options, async (remainingMs) => {
      if (!isOperationId(operationId) || !(await owners.isOwn(operationId, options.caller, remainingMs())))
        throw new UnknownOperation(operationId);
      try {
        return await work(this.#instances.get(operationId), remainingMs);
      } catch (error) {
        throw inOurWords(error, operationId);
      }
    });
  }
}

/** What of an operation's input is the request's own. What is optional in it is absent, not undefined, once it was parsed. */
type OfTheRequest = Omit<
  AddParticipantInput,
  | 'operationId'
  | 'callConnectionId'
  | 'personHash'
  | 'requestedAt'
  | 'notAfter'
  | 'operationCallbackUri'
  | 'waits'
  | 'cancelledCodes'
> & { readonly notAfter?: string };

/** @throws InvalidRequest */
function assertCallConnectionId(callConnectionId: string): void {
  if (CALL_CONNECTION_ID.test(callConnectionId)) return;
  throw new InvalidRequest([{ pointer: '/callConnectionId', detail: 'must be the id of a call connection' }]);
}

async function viewOf(instance: Instance, remainingMs: RemainingMs): Promise<OperationView> {
  return completed(instance.id, await instance.view({ timeoutMs: remainingMs() }));
}

function completed(operationId: string, view: Parameters<typeof operationView>[1]): OperationView {
  if (view.status === 'error') throw new OperationFailed(operationId, view.error);
  return operationView(operationId, view);
}

/** The same wish under the same id: if a worker took the update after all, the signal changes nothing. */
async function cancelLater(
  instance: Instance,
  id: string,
  remainingMs: RemainingMs,
): Promise<CancelAnswer<OperationStatus>> {
  const result = await instance.notify({ type: 'CANCEL' }, { id, timeoutMs: remainingMs() });
  return result === 'accepted' ? { taken: true } : cancelledBefore(await viewOf(instance, remainingMs));
}

function wishedBefore(operationId: string, { answer }: EventRefused): CancelAnswer<OperationStatus> {
  return { taken: false, ...(answer && { view: operationStatus(operationId, answer) }) };
}

/** @throws OperationSettled */
function cancelledBefore(view: OperationView): CancelAnswer<OperationStatus> {
  if (view.outcome?.type !== 'cancelled') throw new OperationSettled(view);
  return { taken: false, view };
}

function inOurWords(error: unknown, operationId: string): unknown {
  if (error instanceof UnknownInstance) return new UnknownOperation(operationId);
  if (error instanceof EndedWithoutView) return new OperationFailed(operationId, undefined);
  return error;
}
