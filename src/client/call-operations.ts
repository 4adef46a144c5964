import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { TypedSearchAttributes, WorkflowNotFoundError } from '@temporalio/common';
import type { AddParticipantInput } from '../contract/add-participant.ts';
import type { OperationView } from '../contract/operation-view.ts';
import { addParticipantMachine } from '../machines/add-participant.ts';
import {
  AlreadySettled,
  EndedWithoutView,
  EventRefused,
  NoWorkerAnswered,
  StartMismatch,
  StatechartClient,
  TemporalUnavailable,
  UnknownInstance,
  type StatechartInstance,
} from '../statechart/client/index.ts';
import { IdempotencyKeyReused, NotAfterPassed, OperationFailed, OperationSettled, UnknownOperation } from './errors.ts';
import { addParticipantId, isOperationId, type StartKey } from './operation-id.ts';
import { operationView } from './operation-view.ts';
import { personHash } from './person-hash.ts';
import { CALL_ID, KIND, PERSON } from './search-attributes.ts';

/** What a service asks for; the rest of the workflow's input is the deployment's. */
export type AddParticipantRequest = Pick<
  AddParticipantInput,
  | 'participant'
  | 'sourceCallerIdNumber'
  | 'sourceDisplayName'
  | 'customCallingContext'
  | 'invitationTimeoutSeconds'
  | 'lateJoin'
  | 'correlation'
> & { readonly notAfter?: string };

export interface CallOperationsOptions {
  readonly taskQueue: string;
  /** How long after its acceptance an operation may still ring, unless its request says otherwise. */
  readonly notAfterMs: number;
  /** Fixed in the recorded input of every operation that is started. */
  readonly defaults: Pick<AddParticipantInput, 'operationCallbackUri' | 'waits' | 'cancelledCodes'>;
}

/** Whether a wish to cancel was taken now, or was there before. The view is missing while no worker answers. */
export interface CancelAnswer {
  readonly taken: boolean;
  readonly view?: OperationView;
}

/** After which a cancel is handed over as a signal, which needs no worker. */
const CANCEL_ANSWER_TIMEOUT_MS = 5_000;

const LOOK_UP_TIMEOUT_MS = 5_000;

type Instance = StatechartInstance<typeof addParticipantMachine>;

/** Starts, cancels and shows operations on calls. Keeps nothing: any number of these may live side by side. */
export class CallOperations {
  readonly #client: Client;
  readonly #addParticipants: StatechartClient<typeof addParticipantMachine>;
  readonly #options: CallOperationsOptions;

  constructor(client: Client, options: CallOperationsOptions) {
    this.#client = client;
    this.#options = options;
    this.#addParticipants = new StatechartClient(client, {
      machine: addParticipantMachine,
      workflow: 'addParticipant',
      taskQueue: options.taskQueue,
    });
  }

  /**
   * Starts adding a participant, or attaches to the operation that was started with the same idempotency key and request.
   *
   * @returns the operation's id
   * @throws NotAfterPassed, IdempotencyKeyReused, TemporalUnavailable
   */
  async startAddParticipant(request: AddParticipantRequest, key: StartKey): Promise<string> {
    const operationId = addParticipantId(key);
    const { callConnectionId } = key;
    const acceptedAt = Date.now();
    const isLate = request.notAfter !== undefined && Date.parse(request.notAfter) <= acceptedAt;
    // A repeat attaches however late it comes.
    if (isLate && !(await this.#wasStarted(operationId))) throw new NotAfterPassed();
    const person = personHash(callConnectionId, request.participant);
    const input: AddParticipantInput = {
      ...this.#options.defaults,
      notAfter: new Date(acceptedAt + this.#options.notAfterMs).toISOString(),
      ...request,
      operationId,
      callConnectionId,
      personHash: person,
      requestedAt: new Date(acceptedAt).toISOString(),
    };
    try {
      await this.#addParticipants.start(operationId, {
        input,
        startedWith: request,
        searchAttributes: new TypedSearchAttributes([
          { key: CALL_ID, value: callConnectionId },
          { key: KIND, value: 'addParticipant' },
          { key: PERSON, value: person },
        ]),
      });
    } catch (error) {
      throw error instanceof StartMismatch ? new IdempotencyKeyReused() : error;
    }
    return operationId;
  }

  /**
   * @throws UnknownOperation, OperationFailed, NoWorkerAnswered (only while the operation is open), TemporalUnavailable
   */
  async view(operationId: string): Promise<OperationView> {
    try {
      return completed(operationId, await this.#instance(operationId).view());
    } catch (error) {
      throw inOurWords(error, operationId);
    }
  }

  /**
   * Wishes an operation cancelled. The wish is never lost because no worker lives.
   *
   * @throws OperationSettled when it has settled otherwise than as cancelled
   * @throws UnknownOperation, OperationFailed, TemporalUnavailable
   */
  async cancel(operationId: string): Promise<CancelAnswer> {
    const instance = this.#instance(operationId);
    const id = randomUUID();
    const refusal: unknown = await instance.send({ type: 'CANCEL' }, { id, timeoutMs: CANCEL_ANSWER_TIMEOUT_MS }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refusal === undefined) return this.#taken(operationId);
    if (refusal instanceof NoWorkerAnswered) return this.#cancelLater(instance, id);
    if (refusal instanceof AlreadySettled) return cancelledBefore(completed(operationId, refusal.view));
    if (refusal instanceof EventRefused) return cancelledBefore(await this.view(operationId));
    throw inOurWords(refusal, operationId);
  }

  /** The wish is taken, whether or not it can be shown. */
  async #taken(operationId: string): Promise<CancelAnswer> {
    try {
      return { taken: true, view: await this.view(operationId) };
    } catch (error) {
      if (error instanceof NoWorkerAnswered || error instanceof TemporalUnavailable) return { taken: true };
      throw error;
    }
  }

  /** The same wish under the same id: if a worker took the update after all, the signal changes nothing. */
  async #cancelLater(instance: Instance, id: string): Promise<CancelAnswer> {
    const result = await instance.notify({ type: 'CANCEL' }, { id });
    return result === 'accepted' ? { taken: true } : cancelledBefore(await this.view(instance.id));
  }

  async #wasStarted(operationId: string): Promise<boolean> {
    const workflow = this.#client.workflow.getHandle(operationId);
    try {
      await this.#client.withDeadline(Date.now() + LOOK_UP_TIMEOUT_MS, () => workflow.describe());
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw new TemporalUnavailable(error);
    }
  }

  #instance(operationId: string): Instance {
    if (!isOperationId(operationId)) throw new UnknownOperation(operationId);
    return this.#addParticipants.get(operationId);
  }
}

function completed(operationId: string, view: Parameters<typeof operationView>[1]): OperationView {
  if (view.status === 'error') throw new OperationFailed(operationId, view.error);
  return operationView(operationId, view);
}

function cancelledBefore(view: OperationView): CancelAnswer {
  if (view.outcome !== undefined && view.outcome.type !== 'cancelled') throw new OperationSettled(view);
  return { taken: false, view };
}

function inOurWords(error: unknown, operationId: string): unknown {
  if (error instanceof UnknownInstance) return new UnknownOperation(operationId);
  if (error instanceof EndedWithoutView) return new OperationFailed(operationId, undefined);
  return error;
}
