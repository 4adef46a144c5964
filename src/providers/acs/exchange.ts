import type { CallConnection } from '@azure/communication-call-automation';
import type { RepeatabilityPair } from '../../contract/repeatability.ts';
import { NoToken } from '../entra-tokens.ts';
import { isRestError, lostConnection, type LostAnswer } from '../lost-answer.ts';
import { timeLimit } from '../time-limit.ts';

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/** The HTTP answers that came, in order, and how it ended where the last one stayed away. */
export interface Exchange {
  readonly answers: readonly Answer[];
  readonly lost?: LostAnswer;
}

/** The options that every method of the official client takes. */
export type CallOptions = NonNullable<Parameters<CallConnection['getCallConnectionProperties']>[0]>;

interface Terms {
  readonly pair?: RepeatabilityPair;
  /** For the whole exchange. The client's own time-out ends with the response's head: a body may then stall for ever. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Makes one call of the official client and tells what was heard on the wire, whatever the client made of it: its
 * converters throw on shapes that the schema allows, also after a 202, when the phone is already ringing.
 *
 * @throws the signal's reason when it was given up; anything that is not about the exchange, as it is: a defect
 */
export async function exchange(call: (options: CallOptions) => Promise<unknown>, terms: Terms): Promise<Exchange> {
  const { signal, timeoutMs, pair } = terms;
  signal.throwIfAborted();
  const answers: Answer[] = [];
  const limit = timeLimit(signal, timeoutMs);
  try {
    await call({
      abortSignal: limit.signal,
      requestOptions: { customHeaders: pair === undefined ? {} : repeatabilityHeaders(pair) },
      onResponse: ({ status, headers, bodyAsText }) => {
        answers.push({ status, retryAfter: headers.get('retry-after'), body: bodyAsText ?? '' });
      },
    });
  } catch (error) {
    if (isAboutAnAnswer(error)) return { answers };
    signal.throwIfAborted();
    // Before the time limit: while a token is waited for, nothing has been sent.
    if (error instanceof NoToken) return { answers, lost: { kind: 'noToken', cause: error.message } };
    if (limit.passed()) return { answers, lost: { kind: 'noAnswer', cause: `no answer within ${timeoutMs} ms` } };
    const lost = lostConnection(error);
    if (lost !== undefined) return { answers, lost };
    if (answers.length === 0) throw error;
  } finally {
    limit.clear();
  }
  return { answers };
}

/** Sent in place of the pair that the client makes up anew for each call. */
function repeatabilityHeaders({ requestId, firstSent }: RepeatabilityPair): Record<string, string> {
  return { 'Repeatability-Request-ID': requestId, 'Repeatability-First-Sent': firstSent };
}

function isAboutAnAnswer(error: unknown): boolean {
  return isRestError(error) && error.response !== undefined;
}
