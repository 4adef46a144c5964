import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { onlyWaits, type Fault, type Faults } from '../faults.ts';
import { Gate } from '../gate.ts';
import type { Holds } from '../holds.ts';
import { BadField } from '../json-fields.ts';
import type { Cause } from './announcer.ts';
import { errorAnswer, Refusal, type Answer } from './answers.ts';
import type { Credentials } from './credentials.ts';
import { afterFault, faultAnswer, rememberUnexecuted } from './fault-effects.ts';
import { incomingOf, parsed, type Incoming } from './incoming.ts';
import type { Ledger, OperationName, RequestEntry } from './ledger.ts';
import type { Admission, Repeatability } from './repeatability.ts';
import type { Switches } from './switches.ts';
import type { WebhookRules } from './webhook-rules.ts';
import type { Webhooks } from './webhooks.ts';
import { Wire } from './wire.ts';

interface CycleParts {
  credentials: Credentials;
  switches: () => Switches;
  faults: Faults;
  holds: Holds;
  repeatability: Repeatability;
  ledger: Ledger;
  rules: WebhookRules;
  webhooks: Webhooks;
  saved: () => Promise<void>;
}

/** Changes the world at once, without waiting for anything, or throws and changes nothing. */
export type Execute = (incoming: Incoming, cause: Cause) => Done;

interface Done {
  answer: Answer;
  /** What the ledger learns from it. */
  about?: Partial<Pick<RequestEntry, 'callConnectionId' | 'invitationId'>>;
}

const responseWaitsAtMostMs = 30_000;

interface Exchange {
  incoming: Incoming;
  entry: RequestEntry;
  wire: Wire;
  gate: Gate;
}

/** The way of one provider request: credentials, version, repeatability, execution, answer; and the faults in between. */
export class RequestCycle {
  readonly #parts: CycleParts;

  constructor(parts: CycleParts) {
    this.#parts = parts;
  }

  async run(
    operation: OperationName,
    request: FastifyRequest,
    reply: FastifyReply,
    execute: Execute,
  ): Promise<FastifyReply> {
    const incoming = incomingOf(operation, request);
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

  async #serve(exchange: Exchange, execute: Execute): Promise<void> {
    const { incoming, entry, wire } = exchange;
    const barred = await this.#barred(incoming);
    if (barred) {
      this.#parts.ledger.count(entry, 'refused');
      return wire.send(barred);
    }
    const fault = this.#fault(exchange);
    if (fault?.at === 'arrival' && (await this.#ends(fault, exchange))) return;
    const admission = this.#admit(exchange);
    if (fault?.at === 'beforeExecuting' && (await this.#ends(fault, exchange)))
      return rememberUnexecuted(admission, fault);
    const after = fault?.at === 'afterExecuting' ? fault : undefined;
    const own = admission.kind === 'execute' ? await this.#own(exchange, admission, after, execute) : admission.answer;
    if (after && onlyWaits(after) && !after.stillRunning) await this.#hold(after, exchange);
    const sent = afterFault(after, own);
    if (sent) return wire.send(sent);
    if (after?.kind === 'reset') wire.reset();
    else wire.neverAnswer();
  }

  #fault({ incoming, entry }: Exchange): Fault | undefined {
    const fault = this.#parts.faults.take(incoming.operation, incoming.callConnectionId);
    if (!fault) return undefined;
    entry.fault = `${fault.kind} ${fault.at}`;
    this.#parts.ledger.count(entry, 'faults');
    return fault;
  }

  #admit({ incoming, entry }: Exchange): Admission {
    const admission = this.#parts.repeatability.admit(incoming.pair);
    entry.repeat = admission.kind === 'repeat';
    if (admission.kind === 'repeat') this.#parts.ledger.count(entry, 'repeats');
    if (admission.kind === 'refused') this.#parts.ledger.count(entry, 'refused');
    return admission;
  }

  /** Executes, and keeps the answer for repeats before it leaves. */
  async #own(
    exchange: Exchange,
    admission: Extract<Admission, { kind: 'execute' }>,
    after: Fault | undefined,
    execute: Execute,
  ): Promise<Answer> {
    const { incoming, entry, gate } = exchange;
    const done = this.#execute(exchange, execute);
    const own = { ...done, headers: { ...done.headers, ...admission.headers } };
    if (after && onlyWaits(after) && after.stillRunning) await this.#hold(after, exchange);
    const sent = afterFault(after, own);
    admission.remember(after?.remember === 'sent' && sent ? sent : own, sent?.status ?? null);
    await this.#parts.saved();
    const awaited =
      entry.executed && this.#parts.rules.takeBeforeResponse(incoming.operation, incoming.callConnectionId);
    if (awaited) {
      const settled = this.#parts.webhooks.untilSettled(entry.sequence, awaited, responseWaitsAtMostMs);
      gate.open();
      await settled;
    }
    return own;
  }

  async #barred(incoming: Incoming): Promise<Answer | undefined> {
    const { credentials, switches } = this.#parts;
    const { apiVersions } = switches();
    try {
      await credentials.check(incoming);
      const version = incoming.apiVersion;
      if (version === null) throw new Refusal(400, '8523', 'The query parameter api-version is required.');
      if (!apiVersions.includes(version)) {
        throw new Refusal(
          400,
          '8523',
          `The api-version ${version} is not supported. Supported: ${apiVersions.join(', ')}.`,
        );
      }
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  #execute({ incoming, entry, gate }: Exchange, execute: Execute): Answer {
    const { ledger } = this.#parts;
    try {
      const done = execute(parsed(incoming), { sequence: entry.sequence, gate });
      Object.assign(entry, done.about, { executed: true });
      ledger.count(entry, 'executed');
      return done.answer;
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof BadField)) throw error;
      ledger.count(entry, 'refused');
      // Microsoft docs, Call Automation error codes: 8523, invalid argument.
      return error instanceof Refusal ? error.answer : errorAnswer(400, '8523', error.message);
    }
  }

  /** A fault before anything was executed. False: the request goes on. */
  async #ends(fault: Fault, exchange: Exchange): Promise<boolean> {
    if (onlyWaits(fault)) {
      await this.#hold(fault, exchange);
      return false;
    }
    if (fault.kind === 'respond') await exchange.wire.send(faultAnswer(fault));
    else if (fault.kind === 'reset') exchange.wire.reset();
    else exchange.wire.neverAnswer();
    return true;
  }

  /** Once executed, what follows from a request does not wait for a held response. */
  async #hold(fault: Fault, { incoming, gate, entry }: Exchange): Promise<void> {
    if (entry.executed) gate.open();
    this.#parts.ledger.changed();
    if (fault.delayMs !== undefined) return sleep(fault.delayMs, undefined, { ref: false });
    await this.#parts.holds.hold(fault.name as string, incoming.operation, incoming.callConnectionId);
  }
}
