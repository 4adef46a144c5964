import type { GraphCallView, MediaOperationView } from '../../src/contract/graph-media-view.ts';
import { callWorkflowId } from '../../src/contract/media-ids.ts';
import type { Answer, OperationsApi } from './operations-api.ts';

const WAIT_MS = 40_000;

export const sounds = { prompts: [{ uri: 'https://audio.example.com/hello.wav' }] };

/** The media paths of the HTTP API, as a service calls them. */
export class MediaApi {
  readonly #api: OperationsApi;
  #keys = 0;

  constructor(api: OperationsApi) {
    this.#api = api;
  }

  async adopt(callId: string, body: unknown): Promise<Answer> {
    const answer = await this.#api.request('PUT', `/v1/graph/calls/${callId}/media`, { body });
    if (answer.status === 200) this.#api.started.add(callWorkflowId(callId));
    return answer;
  }

  ask(callId: string, what: string, body?: unknown, idempotencyKey = this.#newKey()): Promise<Answer> {
    return this.#api.request('POST', `/v1/graph/calls/${callId}/media/${what}`, {
      ...(body !== undefined && { body }),
      headers: { 'idempotency-key': idempotencyKey },
    });
  }

  /** Queues one, again under the same key while no worker answers, and gives its id. */
  async queue(
    callId: string,
    what: string,
    body: unknown = what === 'prompts' ? sounds : {},
    idempotencyKey = this.#newKey(),
  ): Promise<string> {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const { status, body: told } = await this.ask(callId, what, body, idempotencyKey);
      if (status === 202) return told['operationId'] as string;
      if (status !== 503 || Date.now() > deadline) throw new Error(`not accepted: ${JSON.stringify(told)}`);
    }
  }

  play(callId: string, body: object = {}, idempotencyKey?: string): Promise<string> {
    return this.queue(callId, 'prompts', { ...sounds, ...body }, idempotencyKey);
  }

  /** One that is being heard. */
  async heard(callId: string, body: object = {}): Promise<string> {
    const operationId = await this.play(callId, body);
    await this.inState(operationId, 'running');
    return operationId;
  }

  cancelMedia(callId: string, idempotencyKey?: string): Promise<Answer> {
    return this.ask(callId, 'cancel', undefined, idempotencyKey);
  }

  view(operationId: string): Promise<MediaOperationView> {
    return this.until(operationId, () => true);
  }

  settled(operationId: string): Promise<MediaOperationView> {
    return this.until(operationId, ({ phase }) => phase === 'settled');
  }

  inState(operationId: string, state: string): Promise<MediaOperationView> {
    return this.until(operationId, (view) => JSON.stringify(view.state).includes(`"${state}"`));
  }

  until(operationId: string, holds: (view: MediaOperationView) => boolean): Promise<MediaOperationView> {
    return this.#api.viewAt(`/v1/operations/${operationId}`, holds);
  }

  callView(callId: string): Promise<GraphCallView> {
    return this.callUntil(callId, () => true);
  }

  /** One answer, whatever it is. */
  call(callId: string): Promise<Answer> {
    return this.#api.request('GET', `/v1/graph/calls/${callId}/media`);
  }

  callInState(callId: string, state: string): Promise<GraphCallView> {
    return this.callUntil(callId, (view) => JSON.stringify(view.state).includes(`"${state}"`));
  }

  callUntil(callId: string, holds: (view: GraphCallView) => boolean): Promise<GraphCallView> {
    return this.#api.viewAt(`/v1/graph/calls/${callId}/media`, holds);
  }

  #newKey(): string {
    return `key-${(this.#keys += 1)}`;
  }
}
