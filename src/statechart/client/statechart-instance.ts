import { randomUUID } from 'node:crypto';
import { WorkflowFailedError, WorkflowUpdateFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { AnyStateMachine, ContextFrom, EventFromLogic, OutputFrom } from 'xstate';
import { refuseShape } from '../event-shape.ts';
import {
  FAILURE_TYPES,
  LAST_VIEW_MEMO,
  notifySignal,
  sendUpdate,
  viewQuery,
  waitUpdate,
  type Answer,
  type Delivery,
  type FailureRecord,
  type StatechartResult,
  type View,
} from '../messages.ts';
import { conditionHolds, type WaitCondition } from '../wait-condition.ts';
import { assertJson } from './assert-json.ts';
import {
  AlreadySettled,
  EndedWithoutView,
  InvalidEvent,
  InstanceCancelled,
  MachineFailed,
  NeverReached,
  TooManyNotifications,
  UnknownInstance,
  WaitTimedOut,
} from './errors.ts';
import {
  asRefusal,
  asUnavailable,
  failedAs,
  isClosedOrUnknown,
  isContinued,
  isDeadline,
  isReachable,
  isSignalLimit,
} from './temporal-errors.ts';
import type { CallOptions, NotifyOptions, SendOptions } from './call-options.ts';
import type { Lanes } from './lanes.ts';
import { untilAnswered, type Asking } from './until-answered.ts';
import { waitFor } from './wait.ts';

/**
 * After so long a look is taken again: Temporal's core drops a query that comes while its run is evicted from a worker's
 * cache, and leaves it unanswered.
 */
const FIRST_LOOK_MS = 2_000;

/** Beyond the time for which an answer is held: a worker may be busy. */
const HOLD_MARGIN_MS = 5_000;

/** A view with the machine's own context and output. */
export type MachineView<TMachine extends AnyStateMachine> = Omit<View, 'context' | 'output'> & {
  readonly context: ContextFrom<TMachine>;
  readonly output?: OutputFrom<TMachine>;
};

export interface Notification<TMachine extends AnyStateMachine> {
  readonly event: EventFromLogic<TMachine>;
  readonly id?: string;
}

/** A command on its way. */
export type Command = Delivery & { readonly id: string };

/** Whether a notification was durably accepted, or had nobody left to tell. */
export type NotifyResult = 'accepted' | 'ignored';

/** What all instances of a client have in common. */
interface SharedMeans {
  readonly lanes: Lanes;
  readonly timeoutMs: number;
}

/** One running or ended machine. */
export class StatechartInstance<TMachine extends AnyStateMachine> {
  readonly id: string;
  readonly #client: Client;
  readonly #workflow: WorkflowHandle;
  readonly #lanes: Lanes;
  /** How long a call may take unless it says otherwise. */
  readonly #timeoutMs: number;

  constructor(client: Client, instanceId: string, { lanes, timeoutMs }: SharedMeans) {
    this.id = instanceId;
    this.#client = client;
    this.#lanes = lanes;
    this.#timeoutMs = timeoutMs;
    this.#workflow = client.workflow.getHandle(instanceId);
  }

  /**
   * Sends a command: resolves with the view after its transition, without context and log. A refused command leaves no history.
   *
   * @throws EventRefused, InvalidEvent when the state or the runtime does not take the event
   * @throws AlreadySettled with the last view when the machine has ended
   * @throws NoWorkerAnswered when `timeoutMs` (the client's unless given) passes: the command's fate is unknown
   * @throws WorkflowTaskFailing when the instance's workflow tasks keep failing until then
   * @throws UnknownInstance, MachineFailed, TemporalUnavailable
   */
  send(event: EventFromLogic<TMachine>, options: SendOptions = {}): Promise<Answer> {
    return this.sendBy((_delivery, update) => update(), event, options);
  }

  /** @internal Sends by other means than an update alone: `StatechartClient.startAndSend`. */
  async sendBy(
    means: (delivery: Command, update: () => Promise<Answer>) => Promise<Answer>,
    event: EventFromLogic<TMachine>,
    { id = randomUUID(), timeoutMs = this.#timeoutMs, until }: SendOptions,
  ): Promise<Answer> {
    this.#assertDeliverable({ event, id });
    const acceptedAt = Date.now();
    const command: Command = { event, id, acceptedAt, ...(until && { until }) };
    // One update id over every try: the instance carries a command out once, in whatever run it arrives.
    const update = () => this.#workflow.executeUpdate(sendUpdate, { args: [command], updateId: id });
    const send = () => this.#command(() => means(command, update), acceptedAt + timeoutMs, timeoutMs);
    // One whose answer is held must not keep others from being sent.
    const answer = await (until === undefined ? this.#lanes.run(this.id, send) : send());
    if (until === undefined || conditionHolds(until, answer)) return answer;
    return this.waitFor(until, { timeoutMs: acceptedAt + timeoutMs - Date.now() });
  }

  /**
   * Waits until a state, a tag or a revision is reached, or the end; across continue-as-new, and without keeping a
   * command from being answered. Waiting for the end, or for what holds already, writes no history; waiting for
   * something else costs four events and at most two workflow tasks for every 20 seconds.
   *
   * @throws WaitTimedOut when `timeoutMs` (the client's unless given) passes
   * @throws NeverReached with the last view when the machine ends before
   * @throws UnknownInstance, NoWorkerAnswered, WorkflowTaskFailing, EndedWithoutView, TemporalUnavailable
   */
  async waitFor(condition: WaitCondition, { timeoutMs = this.#timeoutMs }: CallOptions = {}): Promise<Answer> {
    if ('done' in condition) return this.#closedView(timeoutMs);
    return waitFor(condition, Date.now() + timeoutMs, {
      look: (remainingMs) => this.view({ timeoutMs: remainingMs }),
      hold: (holdMs) =>
        this.#within(holdMs + HOLD_MARGIN_MS, () =>
          this.#workflow.executeUpdate(waitUpdate, { args: [{ condition, holdMs }] }),
        ),
      neverReached: (view) => new NeverReached(this.id, view),
      timedOut: () => new WaitTimedOut(this.id, timeoutMs),
    });
  }

  /**
   * Hands over notifications durably, in their order and as one signal, also while no worker lives.
   *
   * @returns `ignored` when the machine has ended
   * @throws InvalidEvent when one of them is no event: then none is handed over
   * @throws UnknownInstance, TooManyNotifications, TemporalUnavailable
   */
  async notify(
    events: EventFromLogic<TMachine> | readonly Notification<TMachine>[],
    { id, timeoutMs = this.#timeoutMs }: NotifyOptions = {},
  ): Promise<NotifyResult> {
    const one = { event: events as EventFromLogic<TMachine>, ...(id !== undefined && { id }) };
    const notifications = Array.isArray(events) ? (events as readonly Notification<TMachine>[]) : [one];
    for (const notification of notifications) this.#assertDeliverable(notification);
    const acceptedAt = Date.now();
    const deliveries: Delivery[] = notifications.map((notification) => ({ ...notification, acceptedAt }));
    try {
      await this.#within(timeoutMs, () => this.#workflow.signal(notifySignal, deliveries));
      return 'accepted';
    } catch (error) {
      if (isSignalLimit(error)) throw new TooManyNotifications(this.id);
      if (!isClosedOrUnknown(error)) throw asUnavailable(error);
      await this.#assertKnown(timeoutMs);
      return 'ignored';
    }
  }

  /**
   * The instance as it is: from a worker while it runs, from its result afterwards. Writes no history. A query that stays
   * unanswered is asked again within `timeoutMs`.
   *
   * @param options.after asks for the kept transitions after that revision instead of the latest 50, which are all that is
   *   kept of an instance that has ended
   * @throws UnknownInstance, NoWorkerAnswered, WorkflowTaskFailing, EndedWithoutView, TemporalUnavailable
   */
  async view({ after, timeoutMs = this.#timeoutMs }: CallOptions & { readonly after?: number } = {}): Promise<
    MachineView<TMachine>
  > {
    return (await this.#look(after, Date.now() + timeoutMs, timeoutMs)) as MachineView<TMachine>;
  }

  /**
   * Waits for the machine's end and resolves with its output.
   *
   * @param options.timeoutMs no limit unless given
   * @throws MachineFailed, InstanceCancelled, WaitTimedOut, EndedWithoutView, UnknownInstance, TemporalUnavailable
   */
  async result({ timeoutMs }: CallOptions = {}): Promise<OutputFrom<TMachine>> {
    const { output } = await this.#ended(timeoutMs);
    return output as OutputFrom<TMachine>;
  }

  #look(after: number | undefined, deadline: number, timeoutMs: number): Promise<View> {
    const query = () => this.#workflow.query(viewQuery, ...(after === undefined ? [] : [{ after }]));
    const whenClosed = async (error: unknown): Promise<View | undefined> => {
      if (isContinued(error) || !isClosedOrUnknown(error)) return undefined;
      const { transitions, ...view } = await this.#closedView(timeoutMs);
      return { ...view, transitions: transitions.filter(({ revision }) => revision > (after ?? 0)) };
    };
    return untilAnswered(query, whenClosed, { ...this.#asking(deadline, timeoutMs), firstAttemptMs: FIRST_LOOK_MS });
  }

  #command(send: () => Promise<Answer>, deadline: number, timeoutMs: number): Promise<Answer> {
    const whenRefused = async (error: unknown): Promise<undefined> => {
      if (isClosedOrUnknown(error) || failedAs(error, FAILURE_TYPES.alreadySettled))
        throw new AlreadySettled(this.id, await this.#closedView(timeoutMs));
      const refusal = error instanceof WorkflowUpdateFailedError ? asRefusal(error.cause) : undefined;
      if (refusal !== undefined) throw refusal;
    };
    return untilAnswered(send, whenRefused, this.#asking(deadline, timeoutMs));
  }

  #asking(deadline: number, timeoutMs: number): Asking {
    return { client: this.#client, instanceId: this.id, deadline, timeoutMs };
  }

  /** Here already: a malformed notification would be dropped in silence, and a command would travel for nothing. */
  #assertDeliverable(delivery: { readonly event: EventFromLogic<TMachine>; readonly id?: unknown }): void {
    const refusal = refuseShape(delivery);
    if (refusal !== undefined) throw new InvalidEvent(refusal.message);
    assertJson(
      this.#client,
      delivery.event,
      'event',
      (loss) => new InvalidEvent(`The event "${delivery.event.type}" cannot be sent: ${loss}.`),
    );
  }

  async #closedView(timeoutMs: number): Promise<View> {
    try {
      return (await this.#ended(timeoutMs)).view;
    } catch (error) {
      if ((error instanceof MachineFailed || error instanceof InstanceCancelled) && error.view !== undefined)
        return error.view;
      throw error;
    }
  }

  async #ended(timeoutMs: number | undefined): Promise<StatechartResult> {
    try {
      const result = () => this.#workflow.result() as Promise<StatechartResult>;
      return await (timeoutMs === undefined ? result() : this.#within(timeoutMs, result));
    } catch (error) {
      if (isClosedOrUnknown(error)) throw new UnknownInstance(this.id);
      if (!(error instanceof WorkflowFailedError)) throw await this.#notEndedYet(error, timeoutMs);
      throw await this.#endOf(error.cause);
    }
  }

  /** How an instance ended that did not reach its final state. */
  async #endOf(cause: unknown): Promise<Error> {
    if (cause instanceof ApplicationFailure && cause.type === FAILURE_TYPES.statechartFailed) {
      const [detail] = cause.details as [(FailureRecord & { view: View })?];
      return new MachineFailed(cause.message, detail, detail?.view);
    }
    if (!(cause instanceof CancelledFailure)) return new EndedWithoutView(this.id, cause);
    const { memo } = await this.#workflow.describe();
    return new InstanceCancelled(this.id, memo?.[LAST_VIEW_MEMO] as View | undefined);
  }

  async #notEndedYet(error: unknown, timeoutMs = Number.POSITIVE_INFINITY): Promise<unknown> {
    const late = isDeadline(error) && (await isReachable(this.#client));
    return late ? new WaitTimedOut(this.id, timeoutMs) : asUnavailable(error);
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
