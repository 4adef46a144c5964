import type { GraphCallView, MediaOperationView } from '../contract/graph-media-view.ts';
import type { ProviderFailure } from '../contract/provider-failure.ts';
import { CallOperationError } from './errors.ts';

/** Graph does not know the call. Nothing was begun. */
export class CallNotFound extends CallOperationError {
  readonly code = 'CALL_NOT_FOUND';
  constructor(callId: string) {
    super(`Graph does not know the call ${callId}: nothing was begun.`);
  }
}

/** The call's media is not ours: nobody has adopted the call, or another caller has. */
export class CallNotAdopted extends CallOperationError {
  readonly code = 'CALL_NOT_ADOPTED';
  constructor(callId: string) {
    super(`The call ${callId} was not adopted, or its retention has passed.`);
  }
}

/** The call was adopted for another tenant or cloud, or Graph has it under another tenant. */
export class CallOfOtherTenant extends CallOperationError {
  readonly code = 'CALL_OF_OTHER_TENANT';
  constructor(callId: string) {
    super(`The call ${callId} belongs to another tenant or cloud than was given.`);
  }
}

/** Another caller has adopted the call: its media is theirs. */
export class CallOfOtherCaller extends CallOperationError {
  readonly code = 'CALL_OF_OTHER_CALLER';
  constructor(callId: string) {
    super(`The call ${callId} was adopted by another caller.`);
  }
}

/** The call has ended: its media takes no commands any more. */
export class CallEnded extends CallOperationError {
  readonly code = 'CALL_ENDED';
  readonly view: GraphCallView;
  constructor(view: GraphCallView) {
    super(`The call ${view.callId} has ended: its media takes no commands any more.`);
    this.view = view;
  }
}

/** As many operations are open, or were asked for in all, as one call can have. */
export class QueueFull extends CallOperationError {
  readonly code = 'QUEUE_FULL';
  constructor(callId: string) {
    super(`The call ${callId} has as many media operations as it can have. Nothing was queued.`);
  }
}

/** Graph can cancel all media of a call only. */
export class SingleCancelUnsupported extends CallOperationError {
  readonly code = 'SINGLE_CANCEL_UNSUPPORTED';
  readonly view: MediaOperationView;
  constructor(view: MediaOperationView) {
    super('The operation was sent, and Graph cannot cancel a single one: cancel all media of the call.');
    this.view = view;
  }
}

/** The call could not be looked at before its adoption: our credentials were refused, or Graph said no. */
export class GraphRefused extends CallOperationError {
  readonly code = 'GRAPH_REFUSED';
  readonly failure: ProviderFailure;
  constructor(callId: string, failure: ProviderFailure) {
    const why = failure.class === 'credentials' ? 'our credentials were refused' : `Graph answered ${failure.status}`;
    super(`The call ${callId} cannot be adopted: ${why}. Nothing was begun.`);
    this.failure = failure;
  }
}

/** The call could not be looked at before its adoption, for the moment. */
export class GraphUnavailable extends CallOperationError {
  readonly code = 'GRAPH_UNAVAILABLE';
  constructor(callId: string) {
    super(`The call ${callId} cannot be adopted now: Graph does not answer. Nothing was begun.`);
  }
}
