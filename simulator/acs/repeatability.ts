import { createHash } from 'node:crypto';
import { alwaysExecuted, type Admission } from '../admission.ts';
import { errorAnswer } from './error-answer.ts';
import type { Switches } from './switches.ts';
import type { Remembered } from './world.ts';

/* Microsoft REST, "Repeatable requests" of Azure Communication Services (its status table), OASIS Repeatable Requests 1.0. */

export interface PairedRequest {
  requestId: string | undefined;
  firstSent: string | undefined;
  fingerprint: string;
  /** Whether an answer of success says Repeatability-Result. */
  saysResult: boolean;
}

const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export function fingerprintOf(method: string, pathAndQuery: string, body: Buffer): string {
  return createHash('sha256').update(`${method} ${pathAndQuery}\n`).update(body).digest('hex');
}

export class Repeatability {
  readonly #memory: () => Record<string, Remembered>;
  readonly #switches: () => Switches;
  readonly #now: () => number;
  #running = new Map<string, string>();

  constructor(memory: () => Record<string, Remembered>, switches: () => Switches, now: () => number) {
    this.#memory = memory;
    this.#switches = switches;
    this.#now = now;
  }

  admit(request: PairedRequest): Admission {
    const { requestId, firstSent } = request;
    const switches = this.#switches();
    const unpaired = requestId === undefined && firstSent === undefined;
    if (unpaired || switches.repeatability === 'ignore') {
      return alwaysExecuted();
    }
    if (requestId === undefined || !uuidV4.test(requestId)) {
      return this.#refuse(400, 'Repeatability-Request-ID is missing or is not a version 4 UUID.');
    }
    const sentAt = firstSent === undefined ? undefined : imfFixdate(firstSent);
    if (firstSent === undefined || sentAt === undefined) {
      return this.#refuse(400, 'Repeatability-First-Sent is missing or is not an IMF-fixdate.');
    }
    // Azure REST guidelines: operations without support for repeatability answer 501 to valid headers.
    if (switches.repeatability === 'unsupported') return this.#refuse(501, 'Repeatable requests are not supported.');
    if (Math.abs(this.#now() - sentAt) > switches.repeatabilityWindowMs) {
      return this.#refuse(412, 'Repeatability-First-Sent is outside the tracked window.');
    }
    return this.#admitPair(requestId.toLowerCase(), firstSent, request);
  }

  #admitPair(id: string, firstSent: string, { fingerprint, saysResult }: PairedRequest): Admission {
    const accepted = saysResult ? this.#result('accepted') : {};
    const mine = `${firstSent} ${fingerprint}`;
    const running = this.#running.get(id);
    const seen = this.#memory()[id];
    const earlier = running ?? (seen && `${seen.firstSent} ${seen.fingerprint}`);
    if (earlier !== undefined && earlier !== mine) {
      return this.#refuse(400, 'The request does not match the earlier one with this Repeatability-Request-ID.');
    }
    if (running !== undefined) {
      return {
        kind: 'repeat',
        answer: errorAnswer(409, '8519', 'The first request of this pair is still running.', accepted),
      };
    }
    const again = (seen?.sentStatus ?? 0) >= 500 && this.#switches().repeatAfter5xx === 'executeAgain';
    if (seen && !again) return { kind: 'repeat', answer: seen.answer };
    this.#running.set(id, mine);
    return {
      kind: 'execute',
      headers: accepted,
      remember: (answer, sentStatus) => {
        this.#running.delete(id);
        this.#memory()[id] = { fingerprint, firstSent, answer, sentStatus };
      },
      forget: () => this.#running.delete(id),
    };
  }

  /** Drops what no request can ask for any more: its First-Sent would be answered 412. */
  prune(): void {
    const oldest = this.#now() - 2 * this.#switches().repeatabilityWindowMs;
    const memory = this.#memory();
    for (const [id, { firstSent }] of Object.entries(memory)) if (Date.parse(firstSent) < oldest) delete memory[id];
  }

  clear(): void {
    this.#running.clear();
  }

  #refuse(status: number, message: string): Admission {
    const code = status === 412 ? '8583' : status === 501 ? '8520' : '8523';
    return { kind: 'refused', answer: errorAnswer(status, code, message, this.#result('rejected')) };
  }

  #result(value: 'accepted' | 'rejected'): Record<string, string> {
    return this.#switches().repeatabilityResultHeader ? { 'repeatability-result': value } : {};
  }
}

/** RFC 9110: IMF-fixdate is exactly what toUTCString writes. */
function imfFixdate(text: string): number | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) || new Date(at).toUTCString() !== text ? undefined : at;
}
