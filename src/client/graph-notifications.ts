import type { Client } from '@temporalio/client';
import { GRAPH_CALL_ID } from '../contract/graph-id.ts';
import { meaningOfGraph, type GraphNotification } from '../contract/graph-notification.ts';
import { callWorkflowId } from '../contract/media-ids.ts';
import { graphCallMachine } from '../machines/graph-call.ts';
import { KeptTones } from './kept-tones.ts';
import { StatechartClient, UnknownInstance } from '../statechart/client/index.ts';

export interface GraphDeliveryCount {
  /** How many were handed to a call. */
  readonly delivered: number;
  /** How many concern no call that was adopted and lives. */
  readonly ignored: number;
}

/** Below the time for which a provider is likely to wait. */
const SIGNAL_TIMEOUT_MS = 5_000;

/** Hands Graph's notifications to the calls that they concern. */
export class GraphNotificationDelivery {
  readonly #calls: StatechartClient<typeof graphCallMachine>;
  readonly #keptTones: KeptTones;

  constructor(client: Client, taskQueue: string) {
    this.#keptTones = new KeptTones(client);
    this.#calls = new StatechartClient(client, { machine: graphCallMachine, workflow: 'graphCall', taskQueue });
  }

  /**
   * Resolves when Temporal has every notification that concerns a call of ours. Those for one call travel as one signal,
   * in their order; a call takes the same fact only once, so that a delivery may be repeated as a whole.
   *
   * @param tenantId for which the sender speaks; a call of another tenant takes none of it
   * @throws TemporalUnavailable when one could not be handed over; the others were
   */
  async deliver(notifications: readonly GraphNotification[], tenantId: string): Promise<GraphDeliveryCount> {
    const byCall = new Map<string, GraphNotification[]>();
    for (const notification of notifications) {
      if (!GRAPH_CALL_ID.test(notification.callId)) continue;
      byCall.set(notification.callId, [...(byCall.get(notification.callId) ?? []), notification]);
    }
    const handedOver = await Promise.allSettled([...byCall].map(([id, list]) => this.#notify(id, list, tenantId)));
    let delivered = 0;
    for (const result of handedOver) {
      if (result.status === 'rejected') throw result.reason;
      delivered += result.value;
    }
    return { delivered, ignored: notifications.length - delivered };
  }

  async #notify(callId: string, told: readonly GraphNotification[], tenantId: string): Promise<number> {
    const notifications = endOfTheCallLast(await this.#toBeKept(callId, told));
    const list = notifications.map((notification) => {
      const meaning = meaningOfGraph(notification);
      // What another tenant says must not count as told before.
      return { event: { ...notification, tenantId }, ...(meaning !== undefined && { id: `${tenantId}|${meaning}` }) };
    });
    try {
      const call = this.#calls.get(callWorkflowId(callId));
      const result = await call.notify(list, { timeoutMs: SIGNAL_TIMEOUT_MS });
      return result === 'accepted' ? list.length : 0;
    } catch (error) {
      if (error instanceof UnknownInstance) return 0;
      throw error;
    }
  }

  /** A tone may be part of a secret number: where the call does not keep tones, it ends here. */
  async #toBeKept(callId: string, told: readonly GraphNotification[]): Promise<readonly GraphNotification[]> {
    if (!told.some(({ type }) => type === 'graph.TonePressed')) return told;
    if (await this.#keptTones.ofCall(callWorkflowId(callId), SIGNAL_TIMEOUT_MS)) return told;
    return told.map((notification) => {
      if (notification.type !== 'graph.TonePressed') return notification;
      const { tone: _dropped, ...numbered } = notification;
      return numbered;
    });
  }
}

/** What ended with the call is told beside it, in whatever order: behind its end nobody would listen any more. */
function endOfTheCallLast(notifications: readonly GraphNotification[]): readonly GraphNotification[] {
  const isEnd = ({ type }: GraphNotification): boolean => type === 'graph.CallEnded';
  return [...notifications.filter((one) => !isEnd(one)), ...notifications.filter(isEnd)];
}
