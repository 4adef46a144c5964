import type { GraphCallInput, MediaKind, MediaOperationRequest, MediaOutcome } from '../../contract/graph-media.ts';
import type { GraphOperationNotice, GraphTonePressed } from '../../contract/graph-notification.ts';
import type { ProviderFailure } from '../../contract/provider-failure.ts';

export interface Input {
  readonly call: GraphCallInput;
  readonly operation: MediaOperationRequest;
}

export interface Context extends Input {
  /** How often it was sent, or may have been. The number goes into the client context of each. */
  readonly sends: number;
  /** ISO 8601: after it the present send does not leave any more. */
  readonly sendUntil?: string;
  /** A send may have reached Graph. */
  readonly mayBeOut: boolean;
  /** Graph has answered that it has the present send. */
  readonly isAccepted: boolean;
  /** Nothing that was sent before it is known to be open. */
  readonly isFirst: boolean;
  readonly cancelIsWished: boolean;
  /** A recording that may barge in was sent after it. */
  readonly isBargedIn: boolean;
  /** A cancel of an earlier epoch may still take effect. */
  readonly lateCancelIsPossible: boolean;
  /** How often it was put off, for the back-off. */
  readonly repeats: number;
  /** The latest clear no. */
  readonly no?: ProviderFailure | undefined;
  /** What became of an earlier send, where Graph told it. */
  readonly toldBefore?: MediaOutcome;
  readonly outcome?: MediaOutcome;
}

/** How the call speaks to its operations. */
export type Event =
  /** It is its turn to be sent. */
  | { readonly type: 'SEND'; readonly lateCancelIsPossible: boolean }
  /** What was sent before it has ended. */
  | { readonly type: 'FIRST' }
  /** It is not wanted any more, and may still be held back here. */
  | { readonly type: 'CANCEL' }
  /** A cancel of all media is about to be sent. */
  | { readonly type: 'MEDIA_CANCEL' }
  | { readonly type: 'MEDIA_CANCEL.CONFIRMED' }
  | { readonly type: 'MEDIA_CANCEL.REFUSED' }
  /** A recording that may barge in is being sent. */
  | { readonly type: 'BARGED_IN' }
  /** Graph has refused it. */
  | { readonly type: 'BARGED_IN.REFUSED' }
  | GraphOperationNotice
  /** One that was not told before. */
  | GraphTonePressed;

/** How an operation speaks to its call. */
export type Told =
  /** Graph has it, under this id. */
  | { readonly type: 'operation.accepted'; readonly operationId: string; readonly graphId?: string }
  /** Nothing of it is on its way any more: the next may be sent. */
  | { readonly type: 'operation.released'; readonly operationId: string }
  /** It was clearly refused, and waits before it is sent again. It keeps its turn. */
  | { readonly type: 'operation.waiting'; readonly operationId: string; readonly mayBeOut: boolean }
  /** It is to be sent again, before all others. */
  | { readonly type: 'operation.returned'; readonly operationId: string; readonly mayBeOut: boolean }
  /** Graph told the end of an earlier send of it. */
  | { readonly type: 'operation.ghost'; readonly operationId: string }
  | { readonly type: 'operation.callGone'; readonly evidence: 'callState' | 'response' }
  | {
      readonly type: 'operation.ended';
      readonly operationId: string;
      readonly outcome: MediaOutcome;
      /** The number of its latest send. */
      readonly send: number;
    };

/** Graph says of some requests which permission they need; it was looked at when the call was created. */
export const PERMISSION: Readonly<Record<MediaKind, string>> = {
  playPrompt: 'Calls.Initiate.All',
  recordResponse: 'Calls.AccessMedia.All',
  subscribeToTone: 'Calls.AccessMedia.All',
};
