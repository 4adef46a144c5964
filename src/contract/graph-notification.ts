import type { MediaResult } from './media-result.ts';

/**
 * A fact that Graph told of a call, normalised: what one element of a delivery says, taken apart.
 * It is at the same time an event of the machines.
 */
export type GraphNotification = GraphCallUpdated | GraphCallEnded | GraphTonePressed | GraphOperationEnded;

/** One whose sender is verified: whoever knows the call checks that the tenant is the call's. */
export type VerifiedGraphNotification = GraphNotification & { readonly tenantId: string };

export type GraphOperationNotice = Extract<GraphNotification, { readonly type: 'graph.OperationEnded' }>;

interface OfACall {
  /** Normalised: of what comes as a GUID, lower case and with dashes. */
  readonly callId: string;
}

/** `resultInfo`, where there was one. */
interface GraphResult {
  readonly code?: number;
  readonly subCode?: number;
  readonly message?: string;
}

interface GraphCallUpdated extends OfACall {
  readonly type: 'graph.CallUpdated';
  /** In lower case, such as `established`, `hold`, `transferring`; absent where the element has none. */
  readonly state?: string;
  /** In lower case: `active` or `inactive`; absent where the element has none. */
  readonly audio?: string;
}

interface GraphCallEnded extends OfACall, GraphResult {
  readonly type: 'graph.CallEnded';
}

export interface GraphTonePressed extends OfACall {
  readonly type: 'graph.TonePressed';
  /** Orders the tones of a call. Where it begins, and whether it starts anew, is not documented. */
  readonly sequenceId: number;
  /** `tone0` to `tone9`, `star`, `pound`, `a` to `d`, `flash`; absent where the call does not keep it. */
  readonly tone?: string;
}

interface GraphOperationEnded extends OfACall, GraphResult {
  readonly type: 'graph.OperationEnded';
  /** Absent in some deliveries, which then have the client context only. */
  readonly operationId?: string;
  /** Ours; that of somebody else is left out. */
  readonly clientContext?: string;
  /** In lower case: `completed` or `failed`; absent where the element has none. */
  readonly status?: string;
  /** What code, sub-code and status mean; absent where there are none. */
  readonly result?: MediaResult;
  /** Of a recording. The access token that comes with it is not kept. */
  readonly recordingLocation?: string;
}

/**
 * One and the same fact has one key, however often it is told: this is what de-duplicates notifications. `undefined` for
 * the state of a call, which may come back to what it was before (`hold` and `established` again), so that a machine has
 * to take it as often as it comes.
 */
export function meaningOfGraph(notification: GraphNotification): string | undefined {
  const { type, callId } = notification;
  switch (type) {
    case 'graph.CallUpdated':
      return undefined;
    case 'graph.CallEnded':
      return [type, callId].join('|');
    case 'graph.TonePressed':
      // Whether the numbers start anew is not documented: another tone under a number that was told is another fact.
      return [type, callId, notification.sequenceId, notification.tone].join('|');
    case 'graph.OperationEnded':
      return [type, callId, notification.clientContext ?? notification.operationId].join('|');
  }
}
