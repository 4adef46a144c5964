import type { AddParticipantInput } from '../src/contract/add-participant.ts';
import type { GraphCallView } from '../src/contract/graph-media-view.ts';
import type { OperationView } from '../src/contract/operation-view.ts';

export type AddParticipantWish = Pick<AddParticipantInput, 'participant' | 'invitationTimeoutSeconds'>;

/** What our API said when it refused something. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;

  constructor(request: string, status: number, detail: string) {
    super(`${request} was answered with ${status}: ${detail}`);
    this.status = status;
  }
}

/** A request that was taken. */
interface TakenRequest {
  /** `POST /v1/…`. */
  readonly line: string;
  readonly sentAt: Date;
  readonly status: number;
}

export interface OperationsApiOptions {
  readonly tell: (request: TakenRequest) => void;
  /** Ends every request, and every request from then on. */
  readonly signal: AbortSignal;
}

/** Our HTTP API, as a service uses it. Tells of every request that changes something. */
export class OperationsApi {
  readonly #baseUrl: string;
  readonly #options: OperationsApiOptions;

  constructor(baseUrl: string, options: OperationsApiOptions) {
    this.#baseUrl = baseUrl;
    this.#options = options;
  }

  /** The id of the operation that was started, or that was there before under the same key. */
  async addParticipant(callConnectionId: string, wish: AddParticipantWish, idempotencyKey: string): Promise<string> {
    const { operationId } = await this.#request<{ operationId: string }>(
      'POST',
      `/v1/acs/calls/${callConnectionId}/participants`,
      { body: wish, headers: { 'idempotency-key': idempotencyKey } },
    );
    return operationId;
  }

  async cancel(operationId: string): Promise<void> {
    await this.#request('POST', `/v1/operations/${operationId}/cancel`);
  }

  async view<View = OperationView>(operationId: string): Promise<View> {
    return await this.#request('GET', `/v1/operations/${operationId}`);
  }

  async adoptCall(callId: string, tenantId: string): Promise<void> {
    await this.#request('PUT', `/v1/graph/calls/${callId}/media`, { body: { tenantId } });
  }

  /** The id of the operation that was queued, or that was there before under the same key. */
  async queueMedia(
    callId: string,
    what: 'prompts' | 'recordings' | 'tone-subscriptions',
    wish: object,
    idempotencyKey: string,
  ): Promise<string> {
    const { operationId } = await this.#request<{ operationId: string }>(
      'POST',
      `/v1/graph/calls/${callId}/media/${what}`,
      { body: wish, headers: { 'idempotency-key': idempotencyKey } },
    );
    return operationId;
  }

  async cancelMedia(callId: string): Promise<void> {
    await this.#request('POST', `/v1/graph/calls/${callId}/media/cancel`);
  }

  async callView(callId: string): Promise<GraphCallView> {
    return await this.#request('GET', `/v1/graph/calls/${callId}/media`);
  }

  async #request<T>(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<T> {
    const line = `${method} ${path}`;
    const sentAt = new Date();
    const response = await fetch(this.#baseUrl + path, {
      method,
      signal: this.#options.signal,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { detail?: string };
    if (!response.ok) throw new ApiRefusal(line, response.status, answer.detail ?? 'no reason given');
    if (method !== 'GET') this.#options.tell({ line, sentAt, status: response.status });
    return answer;
  }
}
