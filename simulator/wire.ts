import { TLSSocket } from 'node:tls';
import type { FastifyReply } from 'fastify';
import type { Answer } from './answers.ts';
import type { RequestEntry } from './ledger.ts';

type WayBack = Pick<RequestEntry, 'status' | 'outcome'>;

/** The way back of one request. Whatever happens on it is written into the request's ledger entry. */
export class Wire {
  readonly #reply: FastifyReply;
  readonly #entry: WayBack;

  constructor(reply: FastifyReply, entry: WayBack) {
    this.#reply = reply;
    this.#entry = entry;
  }

  /** Resolves when the answer has been handed to the network, or the client is gone. */
  async send(answer: Answer): Promise<void> {
    this.#entry.status = answer.status;
    this.#entry.outcome = 'answered';
    const { raw } = this.#reply;
    const left = new Promise<void>((resolve) => {
      if (raw.destroyed || raw.closed) resolve();
      raw.once('finish', resolve).once('close', resolve);
    });
    void this.#reply.code(answer.status).headers(answer.headers);
    if (answer.body === '') void this.#reply.send();
    else void this.#reply.type('application/json; charset=utf-8').send(answer.body);
    await left;
  }

  /** The client sees ECONNRESET. */
  reset(): void {
    this.#entry.outcome = 'connectionReset';
    this.#reply.hijack();
    const { socket } = this.#reply.raw;
    // Node resets plain connections only; where TLS is in between, the client sees the same when it is cut.
    if (socket instanceof TLSSocket) socket.destroy();
    else socket?.resetAndDestroy();
  }

  /** The client waits until it gives up. */
  neverAnswer(): void {
    this.#entry.outcome = 'neverAnswered';
    this.#reply.hijack();
  }
}
