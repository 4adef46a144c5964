import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Admission } from './admission.ts';
import { Refusal, type Answer, type ErrorForm } from './answers.ts';
import type { Cause } from './cause.ts';
import { afterFault, faultAnswer, rememberUnexecuted } from './fault-effects.ts';
import { onlyWaits, type Fault, type Faults } from './faults.ts';
import { Gate } from './gate.ts';
import type { Holds } from './holds.ts';
import { BadField } from './json-fields.ts';
import type { Arrival, OperationCount, RequestEntry } from './ledger.ts';
import type { WebhookRules } from './webhook-rules.ts';
import { Wire } from './wire.ts';

export interface ProviderRequest<Entry extends RequestEntry> {
  operation: Entry['operation'];
  /** The id of the call that it is about. */
  call: string | null;
  forLedger: Arrival<Entry>;
}

interface CycleParts<Incoming, Entry extends RequestEntry> {
  /** Throws a Refusal where the request may not come in at all. */
  check: (incoming: Incoming) => Promise<void>;
  admit: (incoming: Incoming, entry: Entry) => Admission;
  /** The request with its body read; throws a BadField. */
  parsed: (incoming: Incoming) => Incoming;
  errorAnswer: ErrorForm;
  /** The code that a request with an unusable field is refused with. */
  badFieldCode: string;
  /** The code that a request about a call which is not there is refused with. */
  noCallCode: string;
  /** Whether the call was there before a reset. */
  isForgotten: (call: string | null) => boolean;
  faults: Faults;
  holds: Holds;
  ledger: {
    arrived(arrival: Arrival<Entry>): Entry;
    count(entry: Entry, what: keyof OperationCount): void;
    changed(): void;
  };
  rules: WebhookRules;
  webhooks: { untilSettled(cause: number, type: string, timeoutMs: number): Promise<boolean> };
  saved: () => Promise<void>;
}

/** Changes the world at once, without waiting for anything, or throws and changes nothing. */
export type Execute<Incoming, Entry> = (incoming: Incoming, cause: Cause) => Done<Entry>;

interface Done<Entry> {
  answer: Answer;
  /** What the ledger learns from it. */
  about?: Partial<Entry>;
}

const responseWaitsAtMostMs = 30_000;

interface Exchange<Incoming, Entry> {
  incoming: Incoming;
  entry: Entry;
  wire: Wire;
  gate: Gate;
}

/** The way of one provider request: check, admission, execution, answer; and the faults in between. */
export class RequestCycle<Incoming extends ProviderRequest<Entry>, Entry extends RequestEntry> {
  readonly #parts: CycleParts<Incoming, Entry>;

  constructor(parts: CycleParts<Incoming, Entry>) {
    this.#parts = parts;
  }

  async run(incoming: Incoming, reply: FastifyReply, execute: Execute<Incoming, Entry>): Promise<FastifyReply> {
    if (this.#parts.isForgotten(incoming.call)) return this.#late(reply);
    const entry = this.#parts.ledger.arrived(incoming.forLedger);
    const exchange = { incoming, entry, wire: new Wire(reply, entry), gate: new Gate() };
    try {
      await this.#serve(exchange, execute);
    } finally {
      exchange.gate.open();
      this.#parts.ledger.changed();
    }
    return reply;
  }

  /** It was on its way while a reset took its call away, and belongs to no ledger, and no fault is for it. */
  async #late(reply: FastifyReply): Promise<FastifyReply> {
    const { errorAnswer, noCallCode } = this.#parts;
    const wire = new Wire(reply, { status: null, outcome: 'pending' });
    await wire.send(errorAnswer(404, noCallCode, 'The call was not found.'));
    return reply;
  }

  async #serve(exchange: Exchange<Incoming, Entry>, execute: Execute<Incoming, Entry>): Promise<void> {
    const { incoming, entry, wire } = exchange;
    const barred = await this.#barred(incoming);
    if (barred) {
      this.#parts.ledger.count(entry, 'refused');
      return wire.send(barred);
    }
    const fault = this.#fault(exchange);
    if (fault?.at === 'arrival' && (await this.#ends(fault, exchange))) return;
    const admission = this.#parts.admit(incoming, entry);
    if (fault?.at === 'beforeExecuting' && (await this.#ends(fault, exchange)))
      return rememberUnexecuted(admission, fault, this.#parts.errorAnswer);
    const after = fault?.at === 'afterExecuting' ? fault : undefined;
    const own = admission.kind === 'execute' ? await this.#own(exchange, admission, after, execute) : admission.answer;
    if (after && onlyWaits(after) && !after.stillRunning) await this.#hold(after, exchange);
    const sent = afterFault(after, own, this.#parts.errorAnswer);
    if (sent) return wire.send(sent);
    if (after?.kind === 'reset') wire.reset();
    else wire.neverAnswer();
  }

  #fault({ incoming, entry }: Exchange<Incoming, Entry>): Fault | undefined {
    const fault = this.#parts.faults.take(incoming.operation, incoming.call);
    if (!fault) return undefined;
    entry.fault = `${fault.kind} ${fault.at}`;
    this.#parts.ledger.count(entry, 'faults');
    return fault;
  }

  /** Executes, and keeps the answer for repeats before it leaves. */
  async #own(
    exchange: Exchange<Incoming, Entry>,
    admission: Extract<Admission, { kind: 'execute' }>,
    after: Fault | undefined,
    execute: Execute<Incoming, Entry>,
  ): Promise<Answer> {
    const { incoming, entry, gate } = exchange;
    const done = this.#execute(exchange, execute);
    const own = done.status < 300 ? { ...done, headers: { ...done.headers, ...admission.headers } } : done;
    if (after && onlyWaits(after) && after.stillRunning) await this.#hold(after, exchange);
    const sent = afterFault(after, own, this.#parts.errorAnswer);
    admission.remember(after?.remember === 'sent' && sent ? sent : own, sent?.status ?? null);
    await this.#parts.saved();
    const awaited = entry.executed && this.#parts.rules.takeBeforeResponse(incoming.operation, incoming.call);
    if (awaited) {
      const settled = this.#parts.webhooks.untilSettled(entry.sequence, awaited, responseWaitsAtMostMs);
      gate.open();
      await settled;
    }
    return own;
  }

  async #barred(incoming: Incoming): Promise<Answer | undefined> {
    try {
      await this.#parts.check(incoming);
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return this.#refused(error);
      throw error;
    }
  }

  #refused({ status, code, message }: Refusal): Answer {
    return this.#parts.errorAnswer(status, code, message);
  }

  #execute({ incoming, entry, gate }: Exchange<Incoming, Entry>, execute: Execute<Incoming, Entry>): Answer {
    const { ledger, parsed, errorAnswer, badFieldCode } = this.#parts;
    try {
      const done = execute(parsed(incoming), { sequence: entry.sequence, gate });
      Object.assign(entry, done.about, { executed: true });
      ledger.count(entry, 'executed');
      return done.answer;
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof BadField)) throw error;
      ledger.count(entry, 'refused');
      return error instanceof Refusal ? this.#refused(error) : errorAnswer(400, badFieldCode, error.message);
    }
  }

  /** A fault before anything was executed. False: the request goes on. */
  async #ends(fault: Fault, exchange: Exchange<Incoming, Entry>): Promise<boolean> {
    if (onlyWaits(fault)) {
      await this.#hold(fault, exchange);
      return false;
    }
    if (fault.kind === 'respond') await exchange.wire.send(faultAnswer(fault, this.#parts.errorAnswer));
    else if (fault.kind === 'reset') exchange.wire.reset();
    else exchange.wire.neverAnswer();
    return true;
  }

  /** Once executed, what follows from a request does not wait for a held response. */
  async #hold(fault: Fault, { incoming, gate, entry }: Exchange<Incoming, Entry>): Promise<void> {
    if (entry.executed) gate.open();
    this.#parts.ledger.changed();
    if (fault.delayMs !== undefined) return sleep(fault.delayMs, undefined, { ref: false });
    await this.#parts.holds.hold(fault.name as string, incoming.operation, incoming.call);
  }
}
