import { randomUUID } from 'node:crypto';
import { WorkflowFailedError, WorkflowUpdateFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { AnyStateMachine, ContextFrom, EventFromLogic, OutputFrom } from 'xstate';
import {
  FAILURE_TYPES,
  notifySignal,
  sendUpdate,
  viewQuery,
  type Answer,
  type Delivery,
  type FailureRecord,
  type StatechartResult,
  type View,
} from '../messages.ts';
import { AlreadySettled, EndedWithoutView, MachineFailed, UnknownInstance } from './errors.ts';
import { asRefusal, asUnavailable, isClosedOrUnknown, whoIsMissing } from './temporal-errors.ts';

/** How long a call may take unless its caller says otherwise. */
export const DEFAULT_TIMEOUT_MS = 10_000;

/** A view with the machine's own context and output. */
export type MachineView<TMachine extends AnyStateMachine> = Omit<View, 'context' | 'output'> & {
  readonly context: ContextFrom<TMachine>;
  readonly output?: OutputFrom<TMachine>;
};

export interface CallOptions {
  readonly timeoutMs?: number;
}

export interface SendOptions extends CallOptions {
  /** Makes the command repeatable by its caller: sent again under the same id, it is answered and not carried out again. */
  readonly id?: string;
}

export interface Notification<TMachine extends AnyStateMachine> {
  readonly event: EventFromLogic<TMachine>;
  readonly id?: string;
}

/** Whether a notification was durably accepted, or had nobody left to tell. */
export type NotifyResult = 'accepted' | 'ignored';

/** One running or ended machine. */
export class StatechartInstance<TMachine extends AnyStateMachine> {
  readonly id: string;
  readonly #client: Client;
  readonly #workflow: WorkflowHandle;

  constructor(client: Client, instanceId: string) {
    this.id = instanceId;
    this.#client = client;
    this.#workflow = client.workflow.getHandle(instanceId);
  }

  /**
   * Sends a command: resolves with the view after its transition, without context and log. A refused command leaves no history.
   *
   * @throws EventRefused, InvalidEvent when the state or the runtime does not take the event
   * @throws AlreadySettled with the last view when the machine has ended
   * @throws NoWorkerAnswered when `timeoutMs` (default 10 s) passes: the command's fate is unknown
   * @throws UnknownInstance, MachineFailed, TemporalUnavailable
   */
  async send(
    event: EventFromLogic<TMachine>,
    { id, timeoutMs = DEFAULT_TIMEOUT_MS }: SendOptions = {},
  ): Promise<Answer> {
    const delivery: Delivery = { event, acceptedAt: Date.now(), ...(id !== undefined && { id }) };
    try {
      return await this.#within(timeoutMs, () =>
        this.#workflow.executeUpdate(sendUpdate, { args: [delivery], updateId: id ?? randomUUID() }),
      );
    } catch (error) {
      if (isClosedOrUnknown(error) || saysSettled(error))
        throw new AlreadySettled(this.id, await this.#closedView(timeoutMs));
      const refusal = error instanceof WorkflowUpdateFailedError ? asRefusal(error.cause) : undefined;
      throw refusal ?? (await whoIsMissing(error, this.#client, this.id, timeoutMs));
    }
  }

  /**
   * Hands over notifications durably, in their order and as one signal, also while no worker lives.
   *
   * @returns `ignored` when the machine has ended
   * @throws UnknownInstance, TemporalUnavailable
   */
  async notify(
    events: EventFromLogic<TMachine> | readonly Notification<TMachine>[],
    { id, timeoutMs = DEFAULT_TIMEOUT_MS }: SendOptions = {},
  ): Promise<NotifyResult> {
    const notifications = isList<TMachine>(events) ? events : [{ event: events, ...(id !== undefined && { id }) }];
    const acceptedAt = Date.now();
    const deliveries: Delivery[] = notifications.map((notification) => ({ ...notification, acceptedAt }));
    try {
      await this.#within(timeoutMs, () => this.#workflow.signal(notifySignal, deliveries));
      return 'accepted';
    } catch (error) {
      if (!isClosedOrUnknown(error)) throw asUnavailable(error);
      await this.#assertKnown(timeoutMs);
      return 'ignored';
    }
  }

  /**
   * The instance as it is: from a worker while it runs, from its result afterwards. Writes no history.
   *
   * @param options.after asks for the kept transitions after that revision instead of the latest
   * @throws UnknownInstance, NoWorkerAnswered, EndedWithoutView, TemporalUnavailable
   */
  async view({ after, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions & { readonly after?: number } = {}): Promise<
    MachineView<TMachine>
  > {
    try {
      const view = await this.#within(timeoutMs, () =>
        this.#workflow.query(viewQuery, ...(after === undefined ? [] : [{ after }])),
      );
      return view as MachineView<TMachine>;
    } catch (error) {
      if (isClosedOrUnknown(error)) return (await this.#closedView(timeoutMs)) as MachineView<TMachine>;
      throw await whoIsMissing(error, this.#client, this.id, timeoutMs);
    }
  }

  /**
   * Waits for the machine's end and resolves with its output.
   *
   * @param options.timeoutMs no limit unless given
   * @throws MachineFailed, EndedWithoutView, UnknownInstance, TemporalUnavailable
   */
  async result({ timeoutMs }: CallOptions = {}): Promise<OutputFrom<TMachine>> {
    const { output } = await this.#ended(timeoutMs);
    return output as OutputFrom<TMachine>;
  }

  async #closedView(timeoutMs: number): Promise<View> {
    try {
      return (await this.#ended(timeoutMs)).view;
    } catch (error) {
      if (error instanceof MachineFailed && error.view !== undefined) return error.view;
      throw error;
    }
  }

  async #ended(timeoutMs: number | undefined): Promise<StatechartResult> {
    try {
      const result = () => this.#workflow.result() as Promise<StatechartResult>;
      return await (timeoutMs === undefined ? result() : this.#within(timeoutMs, result));
    } catch (error) {
      if (isClosedOrUnknown(error)) throw new UnknownInstance(this.id);
      if (!(error instanceof WorkflowFailedError)) throw asUnavailable(error);
      const { cause } = error;
      if (!(cause instanceof ApplicationFailure) || cause.type !== FAILURE_TYPES.statechartFailed)
        throw new EndedWithoutView(this.id, cause);
      const [detail] = cause.details as [(FailureRecord & { view: View })?];
      throw new MachineFailed(cause.message, detail, detail?.view);
    }
  }

  async #assertKnown(timeoutMs: number): Promise<void> {
    try {
      await this.#within(timeoutMs, () => this.#workflow.describe());
    } catch (error) {
      throw isClosedOrUnknown(error) ? new UnknownInstance(this.id) : asUnavailable(error);
    }
  }

  #within<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
    return this.#client.withDeadline(Date.now() + timeoutMs, work);
  }
}

function saysSettled(error: unknown): boolean {
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) return false;
  // The second is Temporal's word for an update that was accepted and whose run then ended.
  return error.cause.type === FAILURE_TYPES.alreadySettled || error.cause.type === 'AcceptedUpdateCompletedWorkflow';
}

function isList<TMachine extends AnyStateMachine>(
  events: EventFromLogic<TMachine> | readonly Notification<TMachine>[],
): events is readonly Notification<TMachine>[] {
  return Array.isArray(events);
}
