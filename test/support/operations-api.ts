import type { OperationView } from '../../src/contract/operation-view.ts';
import { ApiDocument, type OpenApiDocument } from './api-document.ts';
import { askAgain } from './ask-again.ts';

const WAIT_MS = 40_000;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/**
 * The HTTP API as a service calls it. Remembers which operations it was told of, and holds every answer against the
 * document in which the server describes itself.
 */
export class OperationsApi {
  readonly started = new Set<string>();
  readonly #baseUrl: string;
  #document: ApiDocument | undefined;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  async add(callConnectionId: string, body: unknown, idempotencyKey?: string): Promise<Answer> {
    const answer = await this.request('POST', `/v1/acs/calls/${callConnectionId}/participants`, {
      body,
      ...(idempotencyKey !== undefined && { headers: { 'idempotency-key': idempotencyKey } }),
    });
    if (answer.status === 202) this.started.add(answer.body['operationId'] as string);
    return answer;
  }

  /** Starts one that is accepted, and gives its id. */
  async start(callConnectionId: string, body: unknown): Promise<string> {
    const { status, body: told } = await this.add(callConnectionId, body);
    if (status !== 202) throw new Error(`not accepted: ${JSON.stringify(told)}`);
    return told['operationId'] as string;
  }

  cancel(operationId: string): Promise<Answer> {
    return this.request('POST', `/v1/operations/${operationId}/cancel`);
  }

  get(operationId: string): Promise<Answer> {
    return this.request('GET', `/v1/operations/${operationId}`);
  }

  /** Held until it has settled, or the seconds have passed; again where a look was lost. */
  async getWithin(operationId: string, seconds: number): Promise<Answer> {
    const headers = { prefer: `wait=${seconds}` };
    for (let attempts = 1; ; attempts++) {
      const answer = await this.request('GET', `/v1/operations/${operationId}`, { headers });
      if (answer.status !== 503 || attempts === 3) return answer;
    }
  }

  view(operationId: string): Promise<OperationView> {
    return this.until(operationId, () => true);
  }

  settled(operationId: string, timeoutMs = WAIT_MS): Promise<OperationView> {
    return this.until(operationId, ({ phase }) => phase === 'settled', timeoutMs);
  }

  /** Until the invitation's region is in this state. */
  inState(operationId: string, invitation: string): Promise<OperationView> {
    return this.until(operationId, ({ state }) => JSON.stringify(state).includes(`"invitation":"${invitation}"`));
  }

  until(operationId: string, holds: (view: OperationView) => boolean, timeoutMs = WAIT_MS): Promise<OperationView> {
    return this.viewAt(`/v1/operations/${operationId}`, holds, timeoutMs);
  }

  /** Until what is shown at a path is as wished. */
  async viewAt<View>(path: string, holds: (view: View) => boolean, timeoutMs = WAIT_MS): Promise<View> {
    const isAsWished = ({ status, body }: Answer) => {
      // 503: no worker for the moment, which is what some tests are about.
      if (status === 503) return false;
      if (status !== 200) throw new Error(`no view: ${status} ${JSON.stringify(body)}`);
      return holds(body as View);
    };
    const { body } = await askAgain((limitMs) => this.#getWithin(path, limitMs), isAsWished, timeoutMs);
    return body as View;
  }

  /** Nothing where there was no answer in time. */
  async #getWithin(path: string, limitMs: number): Promise<Answer | undefined> {
    const signal = AbortSignal.timeout(limitMs);
    try {
      return await this.request('GET', path, { signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  async request(
    method: string,
    path: string,
    { body, headers = {}, signal }: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Answer> {
    const document = await this.document();
    const response = await fetch(this.#baseUrl + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const { status, headers: answered } = response;
    const answer = (await response.json()) as Record<string, unknown>;
    const breaches = document.breaches({
      method,
      path,
      status,
      header: (name) => answered.get(name),
      body: answer,
    });
    if (breaches.length > 0) throw new Error(`not as /openapi.json says:\n${breaches.join('\n')}`);
    return { status, headers: answered, body: answer };
  }

  /** Asked for once: the code of a server does not change under a test. */
  async document(): Promise<ApiDocument> {
    return (this.#document ??= await documentAt(this.#baseUrl));
  }
}

async function documentAt(baseUrl: string): Promise<ApiDocument> {
  const response = await fetch(`${baseUrl}/openapi.json`);
  return new ApiDocument((await response.json()) as OpenApiDocument);
}
