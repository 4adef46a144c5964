import { UnreadableDelivery, type ReadElement } from '../providers/read-element.ts';
import { KeySetUnavailable, NotVerified } from '../providers/verify-token.ts';
import { Problem } from './problem.ts';

/*
 * What the webhooks of all providers have in common: a delivery is verified before it is parsed, read element by
 * element, and answered 2xx only when Temporal has every element that concerns something open.
 */

const ONE_MINUTE_MS = 60_000;

interface Warner {
  warn(fields: object, message: string): void;
}

/** Verifies the senders of one provider. A refusal is warned of once a minute for each reason: they may come by thousands. */
export class Verification {
  readonly #provider: string;
  readonly #warnedAt = new Map<string, number>();

  constructor(provider: string) {
    this.#provider = provider;
  }

  /** @throws Problem 401 for a sender who is not verified, 503 where the keys cannot be had */
  async of<T>(verify: () => Promise<T>, log: Warner): Promise<T> {
    try {
      return await verify();
    } catch (error) {
      if (error instanceof NotVerified) {
        this.#warn(error.message, log);
        throw new Problem('not-verified', 401, error.message);
      }
      if (error instanceof KeySetUnavailable) throw new Problem('key-set-unavailable', 503, error.message);
      throw error;
    }
  }

  /** Reasons are few: each is a sentence of ours. */
  #warn(reason: string, log: Warner): void {
    const now = Date.now();
    if (now - (this.#warnedAt.get(reason) ?? -Infinity) < ONE_MINUTE_MS) return;
    this.#warnedAt.set(reason, now);
    log.warn({ reason }, `${this.#provider} delivery refused: its sender is not verified`);
  }
}

export interface ReadDelivery<Notification> {
  readonly elements: number;
  /** Those that were read, each with what it tells. */
  readonly read: number;
  readonly notifications: readonly Notification[];
  /** Those of a type that tells us nothing. */
  readonly ofNoConcern: number;
  readonly unreadable: number;
  /** How often each reason was given; they name fields, never their contents. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** @throws Problem 400 where the delivery cannot be read as a whole */
export function readDelivery<Notification>(
  read: (body: unknown) => ReadElement<Notification>[],
  body: unknown,
): ReadDelivery<Notification> {
  const elements = orProblem(() => read(body));
  const readable = elements.flatMap((element) => ('notifications' in element ? [element.notifications] : []));
  const unreadable = elements.flatMap((element) => ('unreadable' in element ? [element.unreadable] : []));
  return {
    elements: elements.length,
    read: readable.length,
    notifications: readable.flat(),
    ofNoConcern: elements.filter((element) => 'ignored' in element).length,
    unreadable: unreadable.length,
    reasons: tally(unreadable),
  };
}

function orProblem<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UnreadableDelivery ? new Problem('unreadable-delivery', 400, error.message) : error;
  }
}

function tally(reasons: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return Object.fromEntries(counts);
}
