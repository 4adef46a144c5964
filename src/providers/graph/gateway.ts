import type { Attempt, Attempted } from '../../contract/attempt.ts';
import type {
  CancelMediaProcessingRequest,
  GraphActivities,
  GraphCallState,
  GraphRequest,
  MediaRequest,
  MediaResponse,
  PlayPromptRequest,
  RecordResponseRequest,
  SubscribeToToneRequest,
} from '../../contract/graph-activities.ts';
import { NoToken } from '../entra-tokens.ts';
import { readErrorBody } from '../provider-words.ts';
import { timeLimit } from '../time-limit.ts';
import { openGraphClient } from './client.ts';
import type { GraphAccount, GraphClient } from './client.ts';
import { exchange } from './exchange.ts';
import type { Answer } from './exchange.ts';
import { classify, sentenceOf } from './failures.ts';
import type { Trouble } from './failures.ts';
import { clientContextBody, playPromptBody, readCall, readOperation, recordResponseBody } from './wire.ts';
import type { ReadAnswer } from './wire.ts';

type Found = Pick<GraphCallState, 'found'>;

/**
 * Graph's calls, v1.0. Each method makes one HTTP request with a token of the call's tenant, and says what became of it.
 * Only a request that was refused for its token (401) is made once more, with a fresh one. `httpTimeoutMs` holds for the request, and once more for the token before it.
 * It rejects only with the reason of the attempt's signal, or with a defect of ours.
 */
export class GraphGateway {
  readonly #client: GraphClient | undefined;

  constructor(client: GraphClient | undefined) {
    this.#client = client;
  }

  /** POST `…/playPrompt`. Its end comes as a notification. */
  playPrompt(request: PlayPromptRequest, attempt: Attempt): Promise<Attempted<MediaResponse>> {
    return this.#media('playPrompt', request, attempt, playPromptBody(request));
  }

  /** POST `…/recordResponse`. Its end comes as a notification. */
  recordResponse(request: RecordResponseRequest, attempt: Attempt): Promise<Attempted<MediaResponse>> {
    return this.#media('recordResponse', request, attempt, recordResponseBody(request));
  }

  /** POST `…/subscribeToTone`. The answer is its end; tones come as notifications of the call. */
  subscribeToTone(request: SubscribeToToneRequest, attempt: Attempt): Promise<Attempted<MediaResponse>> {
    return this.#media('subscribeToTone', request, attempt, clientContextBody(request));
  }

  /** POST `…/cancelMediaProcessing`. The answer is its end; what it cancelled comes as notifications. */
  cancelMediaProcessing(request: CancelMediaProcessingRequest, attempt: Attempt): Promise<Attempted<MediaResponse>> {
    return this.#media('cancelMediaProcessing', request, attempt, clientContextBody(request));
  }

  /** POST `…/keepAlive`, without a body. */
  keepAlive(request: GraphRequest, attempt: Attempt): Promise<Attempted<Found>> {
    const operation = { name: 'keepAlive', method: 'POST', path: '/keepAlive', read: found, whereGone: GONE } as const;
    return this.#try(request, attempt, operation);
  }

  /** GET of the call. */
  getGraphCall(request: GraphRequest, attempt: Attempt): Promise<Attempted<GraphCallState>> {
    const operation = { name: 'getGraphCall', method: 'GET', path: '', read: readCall, whereGone: GONE } as const;
    return this.#try(request, attempt, operation);
  }

  /** DELETE of the call: the application hangs up. */
  deleteCall(request: GraphRequest, attempt: Attempt): Promise<Attempted<Found>> {
    const operation = { name: 'deleteCall', method: 'DELETE', path: '', read: found, whereGone: GONE } as const;
    return this.#try(request, attempt, operation);
  }

  #media(
    name: keyof GraphActivities,
    request: MediaRequest,
    attempt: Attempt,
    body: object,
  ): Promise<Attempted<MediaResponse>> {
    const { sendUntil } = request;
    return this.#try(request, attempt, {
      name,
      method: 'POST',
      path: `/${name}`,
      body,
      sendUntil,
      read: readOperation,
    });
  }

  async #try<Value>(request: GraphRequest, attempt: Attempt, operation: Operation<Value>): Promise<Attempted<Value>> {
    const outcome = await this.#withFreshToken(request, () => this.#outcome(request, attempt, operation));
    if ('value' in outcome) {
      const { value, status, remark } = outcome;
      const said = remark && `Graph answered ${status} to ${operation.name} and ${remark} (attempt ${attempt.number})`;
      return { ok: true, value, status, ...(said !== undefined && { remark: said }) };
    }
    const failure = classify(outcome, { repeat: attempt.number > 1, nowMs: Date.now() });
    return { ok: false, failure, sentence: sentenceOf(outcome, failure, operation.name, attempt.number) };
  }

  /** Who was refused for the token was not heard: once more, with another one. */
  async #withFreshToken<Value>(
    { tenantId }: GraphRequest,
    send: () => Promise<Outcome<Value>>,
  ): Promise<Outcome<Value>> {
    const outcome = await send();
    if (!isUnauthorised(outcome)) return outcome;
    this.#client?.tokens.forget(tenantId);
    const again = await send();
    if (isUnauthorised(again)) this.#client?.tokens.forget(tenantId);
    return again;
  }

  async #outcome<Value>(
    { cloud, tenantId, callId, httpTimeoutMs }: GraphRequest,
    { signal }: Attempt,
    { method, path, body, sendUntil, read, whereGone }: Operation<Value>,
  ): Promise<Outcome<Value>> {
    const client = this.#client;
    if (client?.cloud !== cloud) return { kind: 'noApplication', cloud };
    const callPath = pathOfCall(callId);
    const token = await tokenFor(tenantId, client, { signal, timeoutMs: httpTimeoutMs });
    if (typeof token !== 'string') return token;
    // A token may have been waited for: nothing comes between these and the sending.
    signal.throwIfAborted();
    if (sendUntil !== undefined && !(Date.now() <= Date.parse(sendUntil))) return { kind: 'tooLate' };
    // A media request that was sent is not given up: with its answer the id of the operation would be lost.
    const heeded = sendUntil === undefined ? signal : new AbortController().signal;
    const answer = await exchange(
      client,
      { method, path: callPath + path, token, body },
      { signal: heeded, timeoutMs: httpTimeoutMs },
    );
    if (!('status' in answer)) return answer;
    const { status } = answer;
    if (status === 404 && whereGone !== undefined && isOfGraph(answer)) return { value: whereGone, status };
    if (status < 200 || status >= 300) return { kind: 'refused', answer };
    const said = read(answer);
    return said === 'unreadable' ? { kind: 'unreadable', status } : { ...said, status };
  }
}

interface Operation<Value> {
  readonly name: keyof GraphActivities;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the call. */
  readonly path: string;
  readonly body?: object;
  /** Of what is sent once. */
  readonly sendUntil?: string;
  readonly read: (answer: Answer) => ReadAnswer<Value> | 'unreadable';
  /** Of what is about the call itself: what a 404 stands for. */
  readonly whereGone?: Value;
}

type Outcome<Value> = Trouble | (ReadAnswer<Value> & { readonly status: number });

const GONE: Found = { found: false };

/** And not of something on the way to it: Graph answers with its error body, or with none. */
function isOfGraph({ body }: Answer): boolean {
  return body.trim() === '' || readErrorBody(body).code !== undefined;
}

function isUnauthorised(outcome: Outcome<unknown>): boolean {
  return 'kind' in outcome && outcome.kind === 'refused' && outcome.answer.status === 401;
}

/** @throws TypeError when another resource than a call would be named */
function pathOfCall(callId: string): string {
  if (/^\.{0,2}$/.test(callId)) throw new TypeError('the id of the call is of no use');
  return `/communications/calls/${encodeURIComponent(callId)}`;
}

function found(): ReadAnswer<Found> {
  return { value: { found: true } };
}

/** @throws the signal's reason when it was given up */
async function tokenFor(
  tenantId: string,
  { tokens }: GraphClient,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<string | Trouble> {
  signal.throwIfAborted();
  const limit = timeLimit(signal, timeoutMs);
  try {
    return await tokens.get(tenantId, limit.signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NoToken) return { kind: 'noToken', cause: error.message };
    throw error;
  } finally {
    limit.clear();
  }
}

/**
 * @param account absent where the worker has none: then every request fails for want of credentials
 * @throws Error when the base URL is of no use
 */
export function createGraphGateway(account: GraphAccount | undefined): GraphGateway {
  return new GraphGateway(account && openGraphClient(account));
}

export type { GraphAccount };
