import type { Client } from '@temporalio/client';
import { meaningOf, type AcsFact, type AcsNotification } from '../contract/acs-notification.ts';
import type { AddParticipantOutcome } from '../contract/add-participant.ts';
import { CALL_CONNECTION_ID } from '../contract/call-connection-id.ts';
import { contradicts } from '../contract/contradiction.ts';
import { isOperationId, parseOperationContext } from '../contract/operation-context.ts';
import type { OperationSummary } from '../contract/operation-view.ts';
import { addParticipantMachine } from '../machines/add-participant.ts';
import { StatechartClient, TemporalUnavailable, UnknownInstance } from '../statechart/client/index.ts';
import { canonicalId } from '../contract/same-id.ts';
import { personHash } from './person-hash.ts';
import { RecentlyHandedOver } from './recently-handed-over.ts';
import { CALL_ID } from './search-attributes.ts';

export interface DeliveryCount {
  /** How many were handed to an operation. */
  readonly delivered: number;
  /** How many concern no operation that is open. */
  readonly ignored: number;
  /** Those of the ignored that tell otherwise than the outcome of their operation. */
  readonly contradictions: readonly Contradiction[];
}

export interface Contradiction {
  readonly operationId: string;
  /** The event's type. */
  readonly event: string;
  readonly outcome: AddParticipantOutcome['type'];
}

/** Below the time for which a provider is likely to wait. */
const SIGNAL_TIMEOUT_MS = 5_000;

/** Hands provider notifications to the operations that they concern. */
export class NotificationDelivery {
  readonly #client: Client;
  readonly #operations: StatechartClient<typeof addParticipantMachine>;
  readonly #handedOver = new RecentlyHandedOver();

  constructor(client: Client, taskQueue: string) {
    this.#client = client;
    this.#operations = new StatechartClient(client, {
      machine: addParticipantMachine,
      workflow: 'addParticipant',
      taskQueue,
    });
  }

  /**
   * Resolves when Temporal has every notification that concerns an open operation. Those for one operation travel as one
   * signal, in their order; an operation takes the same fact only once, so that a delivery may be repeated as a whole.
   *
   * @throws TemporalUnavailable when one could not be handed over, or whom it concerns could not be found out; the
   *   others were handed over
   */
  async deliver(notifications: readonly AcsNotification[]): Promise<DeliveryCount> {
    const lookUps = await Promise.allSettled(
      notifications.map(async (notification) => ({ notification, concerned: await this.#concerned(notification) })),
    );
    const found = fulfilledIn(lookUps);
    const byOperation = new Map<string, AcsNotification[]>();
    for (const { notification, concerned } of found) {
      for (const id of concerned) byOperation.set(id, [...(byOperation.get(id) ?? []), notification]);
    }
    const signals = await Promise.allSettled([...byOperation].map(([id, list]) => this.#notify(id, list)));
    for (const result of [...lookUps, ...signals]) if (result.status === 'rejected') throw result.reason;
    const counts = fulfilledIn(signals);
    const concernNobody = found.filter(({ concerned }) => concerned.length === 0).length;
    return {
      delivered: sum(counts.map(({ delivered }) => delivered)),
      ignored: concernNobody + sum(counts.map(({ ignored }) => ignored)),
      contradictions: counts.flatMap(({ contradictions }) => contradictions),
    };
  }

  /**
   * An event names its operation in its context. Where it does not, an invitation or a participant may be that of any open
   * operation of the call, which knows its own; and the end of a call concerns them all.
   */
  async #concerned({ type, callConnectionId, operationContext, ...named }: AcsNotification): Promise<string[]> {
    const context = parseOperationContext(operationContext);
    if (context !== undefined && isOperationId(canonicalId(context.operationId)))
      return [canonicalId(context.operationId)];
    const namesOne =
      named.invitationId !== undefined || (operationContext === undefined && named.participant !== undefined);
    return type === 'acs.CallDisconnected' || namesOne ? this.#openOperationsOf(callConnectionId) : [];
  }

  async #openOperationsOf(callConnectionId: string): Promise<string[]> {
    if (!CALL_CONNECTION_ID.test(callConnectionId)) return [];
    const query = `${CALL_ID.name} = '${canonicalId(callConnectionId)}' AND ExecutionStatus = 'Running'`;
    try {
      return await this.#client.withDeadline(Date.now() + SIGNAL_TIMEOUT_MS, async () => {
        const ids: string[] = [];
        for await (const { workflowId } of this.#client.workflow.list({ query })) ids.push(workflowId);
        return ids.filter(isOperationId);
      });
    } catch (error) {
      throw new TemporalUnavailable(error);
    }
  }

  async #notify(operationId: string, notifications: readonly AcsNotification[]): Promise<DeliveryCount> {
    const facts = notifications.map(factOf).map((event) => ({ event: event as never, id: meaningOf(event) }));
    const list = facts.filter(({ id }) => !this.#handedOver.has(operationId, id));
    const delivered = { delivered: notifications.length, ignored: 0, contradictions: [] };
    const ignored = { delivered: 0, ignored: notifications.length };
    if (list.length === 0) return delivered;
    try {
      const result = await this.#operations.get(operationId).notify(list, { timeoutMs: SIGNAL_TIMEOUT_MS });
      if (result === 'accepted') {
        for (const { id } of list) this.#handedOver.add(operationId, id);
        return delivered;
      }
      return { ...ignored, contradictions: await this.#contradictions(operationId, notifications) };
    } catch (error) {
      if (error instanceof UnknownInstance) return { ...ignored, contradictions: [] };
      throw error;
    }
  }

  /** Told to the operator only: that an outcome cannot be read keeps no delivery from being answered. */
  async #contradictions(operationId: string, notifications: readonly AcsNotification[]): Promise<Contradiction[]> {
    const view = await this.#operations
      .get(operationId)
      .view({ timeoutMs: SIGNAL_TIMEOUT_MS })
      .catch(() => undefined);
    const { outcome } = (view?.summary ?? {}) as Partial<OperationSummary>;
    if (outcome === undefined) return [];
    return notifications
      .filter((notification) => contradicts(outcome, notification))
      .map(({ type }) => ({ operationId, event: type, outcome: outcome.type }));
  }
}

/** Whom it names stays here: operations know people by their hash. */
function factOf({ participant, ...fact }: AcsNotification): AcsFact {
  const { callConnectionId, operationContext, invitationId } = fact;
  const namesNoneElse = operationContext === undefined && invitationId === undefined;
  return {
    ...fact,
    ...(participant !== undefined && namesNoneElse && { personHash: personHash(callConnectionId, participant) }),
  };
}

function fulfilledIn<T>(results: readonly PromiseSettledResult<T>[]): T[] {
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
