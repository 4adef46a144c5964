import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { lostConnection, type LostAnswer } from '../lost-answer.ts';
import { timeLimit } from '../time-limit.ts';
import type { GraphClient } from './client.ts';

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly location: string | undefined;
  readonly body: string;
}

interface GraphHttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the client's base, beginning with a slash. */
  readonly path: string;
  readonly token: string;
  /** Sent as JSON. */
  readonly body?: object | undefined;
}

interface Terms {
  /** Until the last byte of the answer is here. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Sends one HTTP request, once.
 *
 * @throws the signal's reason when it was given up; anything that is not about the exchange, as it is: a defect
 */
export async function exchange(
  client: GraphClient,
  { method, path, token, body }: GraphHttpRequest,
  { signal, timeoutMs }: Terms,
): Promise<Answer | LostAnswer> {
  signal.throwIfAborted();
  const limit = timeLimit(signal, timeoutMs);
  try {
    const url = client.base + path;
    const { status, headers, bodyAsText } = await client.send(
      createPipelineRequest({
        method,
        url,
        headers: createHttpHeaders({
          Authorization: `Bearer ${token}`,
          Accept: 'application/json',
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
        abortSignal: limit.signal,
        allowInsecureConnection: url.startsWith('http:'),
        // The client then takes Node's own agent, which drops a connection after 5 s without use. On one that was open
        // for longer a request may be lost, and nobody could say whether it had arrived.
        disableKeepAlive: true,
      }),
    );
    const { 'retry-after': retryAfter, location } = headers.toJSON();
    return { status, retryAfter, location, body: bodyAsText ?? '' };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.passed()) return { kind: 'noAnswer', cause: `no answer within ${timeoutMs} ms` };
    const lost = lostConnection(error);
    if (lost === undefined) throw error;
    return lost;
  } finally {
    limit.clear();
  }
}
