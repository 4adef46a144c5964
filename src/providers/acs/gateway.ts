import type { CallConnection } from '@azure/communication-call-automation';
import type {
  AcsActivities,
  AcsRequest,
  AddParticipantRequest,
  AddParticipantResponse,
  CallState,
  CancelAddParticipantRequest,
  ParticipantList,
  ParticipantPresence,
  ParticipantRequest,
  RemoveParticipantRequest,
} from '../../contract/acs-activities.ts';
import type { Attempt, Attempted } from '../../contract/attempt.ts';
import type { ProviderFailure } from '../../contract/provider-failure.ts';
import type { RepeatabilityPair } from '../../contract/repeatability.ts';
import { openClients } from './client.ts';
import type { AcsAccount, AcsClients } from './client.ts';
import { exchange } from './exchange.ts';
import type { Answer, CallOptions } from './exchange.ts';
import { classify, sentenceOf } from './failures.ts';
import type { Trouble } from './failures.ts';
import { identifierOf, inviteOf, readCallState, readInvitation, readParticipant, readParticipants } from './wire.ts';

/**
 * ACS Call Automation 2023-10-15 through the official client. Each method makes one HTTP request (one per page of a
 * list) within `httpTimeoutMs`, repeats nothing, and says what became of it.
 * It rejects only with the reason of the attempt's signal, or with a defect of ours.
 */
export class AcsGateway {
  readonly #clients: AcsClients;

  constructor(clients: AcsClients) {
    this.#clients = clients;
  }

  /** POST `…/participants:add`. The one success is 202; its outcome comes as an event. */
  addParticipant(request: AddParticipantRequest, attempt: Attempt): Promise<Attempted<AddParticipantResponse>> {
    const { operationContext, operationCallbackUri, invitationTimeoutSeconds } = request;
    return this.#try(request, attempt, {
      operation: 'addParticipant',
      success: 202,
      call: (connection, options) =>
        connection.addParticipant(inviteOf(request), {
          ...options,
          operationContext,
          operationCallbackUrl: operationCallbackUri,
          invitationTimeoutInSeconds: invitationTimeoutSeconds,
        }),
      read: readInvitation,
    });
  }

  /** POST `…/participants:cancelAddParticipant`. The one success is 202; its body tells nothing that we do not know. */
  cancelAddParticipant(request: CancelAddParticipantRequest, attempt: Attempt): Promise<Attempted<void>> {
    const { operationContext, operationCallbackUri, invitationId } = request;
    return this.#try(request, attempt, {
      operation: 'cancelAddParticipant',
      success: 202,
      call: (connection, options) =>
        connection.cancelAddParticipantOperation(invitationId, {
          ...options,
          operationContext,
          operationCallbackUrl: operationCallbackUri,
        }),
      read: () => undefined,
    });
  }

  /** POST `…/participants:remove`. The one success is 202; its outcome comes as an event. */
  removeParticipant(request: RemoveParticipantRequest, attempt: Attempt): Promise<Attempted<void>> {
    const { operationContext, operationCallbackUri, participant } = request;
    return this.#try(request, attempt, {
      operation: 'removeParticipant',
      success: 202,
      call: (connection, options) =>
        connection.removeParticipant(identifierOf(participant), {
          ...options,
          operationContext,
          operationCallbackUrl: operationCallbackUri,
        }),
      read: () => undefined,
    });
  }

  /** GET `…/participants/{rawId}`, the raw id percent-encoded. A no that ACS itself gave is an answer, see `absenceIn`. */
  async getParticipant(request: ParticipantRequest, attempt: Attempt): Promise<Attempted<ParticipantPresence>> {
    const attempted = await this.#try(request, attempt, {
      operation: 'getParticipant',
      success: 200,
      call: (connection, options) => connection.getParticipant(identifierOf(request.participant), options),
      read: readParticipant,
    });
    return (attempted.ok ? undefined : absenceIn(attempted.failure)) ?? attempted;
  }

  /** GET `…/participants`, following `nextLink`. */
  getParticipants(request: AcsRequest, attempt: Attempt): Promise<Attempted<ParticipantList>> {
    return this.#try(request, attempt, {
      operation: 'getParticipants',
      success: 200,
      call: (connection, options) => connection.listParticipants(options),
      read: readParticipants,
    });
  }

  /** GET of the call. A 404 that ACS itself gave (8522), told by its error body, is the answer `notFound`; see `isGone`. */
  async getCall(request: AcsRequest, attempt: Attempt): Promise<Attempted<CallState>> {
    const attempted = await this.#try(request, attempt, {
      operation: 'getCall',
      success: 200,
      call: (connection, options) => connection.getCallConnectionProperties(options),
      read: readCallState,
    });
    if (attempted.ok || !isGone(attempted.failure)) return attempted;
    return { ok: true, value: { state: 'notFound' }, status: attempted.failure.status ?? 404 };
  }

  async #try<Value>(request: AnyRequest, attempt: Attempt, operation: Operation<Value>): Promise<Attempted<Value>> {
    const outcome = await this.#outcome(request, attempt, operation);
    if ('value' in outcome) return { ok: true, value: outcome.value, status: operation.success };
    const failure = classify(outcome, {
      repeat: attempt.number > 1 || request.sentBefore === true,
      repeatability: request.pair !== undefined,
      nowMs: Date.now(),
    });
    if (failure.class === 'credentials') this.#clients.tokens?.forget();
    return { ok: false, failure, sentence: sentenceOf(outcome, failure, operation.operation, attempt.number) };
  }

  async #outcome<Value>(
    { callConnectionId, httpTimeoutMs, pair, credential = 'primary' }: AnyRequest,
    { signal }: Attempt,
    { success, call, read }: Operation<Value>,
  ): Promise<Trouble | { readonly value: Value }> {
    const client = this.#clients[credential];
    if (client === undefined) return { kind: 'noCredential', choice: credential };
    const connection = client.getCallConnection(callConnectionId);
    const { answers, lost } = await exchange((options) => call(connection, options), {
      signal,
      timeoutMs: httpTimeoutMs,
      ...(pair !== undefined && { pair }),
    });
    return lost ?? refusalIn(answers, success) ?? readOrTrouble(read(answers), success);
  }
}

interface AnyRequest extends AcsRequest {
  readonly pair?: RepeatabilityPair;
  readonly sentBefore?: boolean;
}

interface Operation<Value> {
  readonly operation: keyof AcsActivities;
  readonly success: number;
  readonly call: (connection: CallConnection, options: CallOptions) => Promise<unknown>;
  readonly read: (answers: readonly Answer[]) => Value | 'unreadable';
}

/** "Call terminated" and "call has ended": nobody documents with which status they come. */
const CALL_IS_OVER: ReadonlySet<string | undefined> = new Set(['8528', '8543']);

function isGone({ status, code }: ProviderFailure): boolean {
  if (status === undefined || status < 400 || status >= 500 || code === undefined) return false;
  return status === 404 || CALL_IS_OVER.has(code);
}

/** "Participant not present": ACS knows the call. Its 8522 is for a call and for a participant alike. */
const PARTICIPANT_NOT_PRESENT = '8558';

/** Nobody documents the status that comes with 8558. */
function absenceIn({ status, code }: ProviderFailure): Attempted<ParticipantPresence> | undefined {
  if (status === undefined || status < 400 || status >= 500 || code === undefined) return undefined;
  if (code === PARTICIPANT_NOT_PRESENT) return { ok: true, value: { state: 'absent' }, status };
  return status === 404 ? { ok: true, value: { state: 'absentOrCallGone' }, status } : undefined;
}

function refusalIn(answers: readonly Answer[], success: number): Trouble | undefined {
  const answer = answers.find(({ status }) => status !== success);
  return answer && { kind: 'refused', answer };
}

function readOrTrouble<Value>(read: Value | 'unreadable', status: number): Trouble | { readonly value: Value } {
  return read === 'unreadable' ? { kind: 'unreadable', status } : { value: read };
}

/** @throws Error when the connection string, a key or the endpoint is of no use; no access key is in its message */
export function createAcsGateway(account: AcsAccount): AcsGateway {
  return new AcsGateway(openClients(account));
}

export type { AcsAccount };
