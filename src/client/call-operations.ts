import type { GraphCallView, MediaOperationView } from '../contract/graph-media-view.ts';
import { parseCallWorkflowId, parseMediaOperationId } from '../contract/media-ids.ts';
import type { OperationStatus, OperationView } from '../contract/operation-view.ts';
import { AddParticipant } from './add-participant.ts';
import { AdoptedCalls } from './adopted-calls.ts';
import type { CallOptions, WaitOptions } from './call-options.ts';
import type { CancelAnswer } from './cancel-answer.ts';
import { GraphCall } from './graph-call.ts';
import { listOperations, type ListOptions, type OperationPage } from './list-operations.ts';
import type { Means } from './means.ts';
import { MediaOperations } from './media-operation.ts';
import { Owners } from './owners.ts';
import { settingsOf, type SettingsOptions } from './settings.ts';
import { clientFor, type TemporalAccess } from './temporal-access.ts';
import type { Settled } from './wait-until-settled.ts';

export type CallOperationsOptions = TemporalAccess & SettingsOptions;

export type AnyOperationView = OperationView | MediaOperationView | GraphCallView;

/**
 * Starts, cancels and shows operations on calls. Keeps nothing that matters: any number of these may live side by side.
 *
 * Every call takes `caller`, `signal` and `timeoutMs` as its last argument (`CallOptions`), and can throw
 * `TemporalUnavailable`.
 */
export class CallOperations {
  /** Adding participants to calls of Azure Communication Services. */
  readonly addParticipant: AddParticipant;
  /** Prompts, recordings and subscriptions to tones, by their ids. */
  readonly mediaOperation: MediaOperations;
  readonly #means: Means;
  readonly #calls: AdoptedCalls;
  readonly #close: () => Promise<void>;

  constructor(options: CallOperationsOptions) {
    const { client, close } = clientFor(options);
    this.#close = close;
    this.#means = { client, owners: new Owners(client), settings: settingsOf(options) };
    this.#calls = new AdoptedCalls(this.#means);
    this.addParticipant = new AddParticipant(this.#means);
    this.mediaOperation = new MediaOperations(this.#calls);
  }

  /**
   * The media of a call of Microsoft Graph.
   *
   * @throws InvalidRequest for what is no id of a call
   */
  graphCall(callId: string): GraphCall {
    return new GraphCall(this.#calls, callId);
  }

  /**
   * The view of any operation: its id tells which lifecycle it is of.
   *
   * @throws what the `view` of that lifecycle throws; UnknownOperation for what is no id
   */
  view(operationId: string, options: CallOptions = {}): Promise<AnyOperationView> {
    return this.#lifecycleOf(operationId).view(operationId, options);
  }

  /**
   * Cancels any operation; of a call, all of its media.
   *
   * @throws what the `cancel` of that lifecycle throws, of a call `cancelMedia`; UnknownOperation for what is no id
   */
  cancel(operationId: string, options: CallOptions = {}): Promise<CancelAnswer<AnyOperationView | OperationStatus>> {
    return this.#lifecycleOf(operationId).cancel(operationId, options);
  }

  /**
   * Resolves with the view of any operation when it has settled; of a call, when it has ended.
   *
   * @throws what the `waitFor` of that lifecycle throws; UnknownOperation for what is no id
   */
  waitFor(operationId: string, options: WaitOptions = {}): Promise<Settled<AnyOperationView>> {
    return this.#lifecycleOf(operationId).waitFor(operationId, options);
  }

  /**
   * A page of the operations that Temporal's visibility shows: what is open first, then what has settled, each newest
   * first. Visibility lags, by less than a second as a rule: what was started a moment ago may be missing, and what has
   * just settled may be shown as open. Media operations are not in it: the view of their call has them.
   *
   * @throws InvalidRequest, InvalidPageToken, TemporalUnavailable
   */
  list(options: ListOptions = {}): Promise<OperationPage> {
    return listOperations(this.#means.client, options);
  }

  /** Closes the connection that was opened for `temporal`; a `client` that was given stays open. */
  close(): Promise<void> {
    return this.#close();
  }

  #lifecycleOf(operationId: string): Lifecycle {
    if (parseMediaOperationId(operationId) !== undefined) return this.mediaOperation;
    const callId = parseCallWorkflowId(operationId);
    return callId === undefined ? this.addParticipant : ofCall(this.graphCall(callId));
  }
}

/** What can be asked of any operation. */
interface Lifecycle {
  view(operationId: string, options: CallOptions): Promise<AnyOperationView>;
  cancel(operationId: string, options: CallOptions): Promise<CancelAnswer<AnyOperationView | OperationStatus>>;
  waitFor(operationId: string, options: WaitOptions): Promise<Settled<AnyOperationView>>;
}

function ofCall(call: GraphCall): Lifecycle {
  return {
    view: (_callId, options) => call.view(options),
    cancel: async (_callId, options) => {
      await call.cancelMedia(options);
      // The wish is taken, whether or not the call can be shown.
      const view = await call.view(options).catch(() => undefined);
      return { taken: true, ...(view && { view }) };
    },
    waitFor: (_callId, options) => call.waitFor(options),
  };
}
