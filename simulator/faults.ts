import { Fields } from './json-fields.ts';

export const faultKinds = ['respond', 'reset', 'hold', 'delay', 'noAnswer', 'emptyBody'] as const;
export const faultMoments = ['arrival', 'beforeExecuting', 'afterExecuting'] as const;

export interface Fault {
  operation: string;
  /** Only requests for this call are hit. */
  call?: string | undefined;
  kind: (typeof faultKinds)[number];
  /**
   * arrival: on the way in, the provider has not seen the request and a repeat overtakes it.
   * beforeExecuting: the provider has it and has done nothing yet; while it is held a repeat is answered 409.
   * afterExecuting: the provider has done it; the answer is what suffers.
   */
  at: (typeof faultMoments)[number];
  /** How many requests it lets pass first. */
  skip: number;
  /** How many requests are hit before the rule is used up. */
  times: number;
  status?: number | undefined;
  code?: string | undefined;
  message?: string | undefined;
  retryAfter?: string | undefined;
  /** A raw body instead of the usual error body. */
  body?: string | undefined;
  /** The name under which it is held. */
  name?: string | undefined;
  /** For how long it is delayed: as held, and let go by itself. */
  delayMs?: number | undefined;
  /** hold and delay afterExecuting: the request counts as running until released, so that a repeat is answered 409. */
  stillRunning: boolean;
  /**
   * What a repeat finds in memory after the fault. execution: the answer of the execution itself (none if there was none);
   * sent: what the fault answered.
   */
  remember: 'execution' | 'sent';
}

const known = 'operation kind at skip times status code message retryAfter body name delayMs stillRunning remember';

/** `callName` is what the provider calls the id of a call. */
export function readFault(body: unknown, operations: readonly string[], callName: string): Fault {
  const fields = Fields.of(body, '').onlyKnown([callName, ...known.split(' ')]);
  const kind = fields.oneOf('kind', faultKinds);
  return {
    operation: fields.oneOf('operation', operations),
    call: fields.optionalString(callName),
    kind,
    at: kind === 'emptyBody' ? 'afterExecuting' : fields.oneOf('at', faultMoments),
    skip: fields.optionalInteger('skip', 0, 1_000_000) ?? 0,
    times: fields.optionalInteger('times', 1, 1_000_000) ?? 1,
    status: kind === 'respond' ? fields.integer('status', 200, 599) : undefined,
    code: fields.optionalString('code'),
    message: fields.optionalString('message'),
    retryAfter: fields.optionalString('retryAfter'),
    body: fields.optionalString('body'),
    name: kind === 'hold' ? fields.string('name') : undefined,
    delayMs: kind === 'delay' ? fields.integer('delayMs', 0, 3_600_000) : undefined,
    stillRunning: fields.optionalBoolean('stillRunning') ?? false,
    remember: fields.optionalOneOf('remember', ['execution', 'sent']) ?? 'execution',
  };
}

/** Whether it only takes longer, and nothing else becomes of it. */
export function onlyWaits({ kind }: Fault): boolean {
  return kind === 'hold' || kind === 'delay';
}

/** Rules in order of their arrival. A request uses up one: the first that is meant for it. Repeats use up rules as well. */
export class Faults {
  #rules: Fault[] = [];

  add(fault: Fault): void {
    this.#rules.push({ ...fault });
  }

  take(operation: string, call: string | null): Fault | undefined {
    const rule = this.#rules.find((candidate) => isFor(candidate, operation, call) && !letsPass(candidate));
    if (!rule) return undefined;
    rule.times -= 1;
    if (rule.times === 0) this.#rules = this.#rules.filter((candidate) => candidate !== rule);
    return rule;
  }

  list(): Fault[] {
    return this.#rules.map((rule) => ({ ...rule }));
  }

  clear(): void {
    this.#rules = [];
  }
}

function isFor(rule: Fault, operation: string, call: string | null): boolean {
  return rule.operation === operation && (rule.call === undefined || rule.call === call);
}

function letsPass(rule: Fault): boolean {
  if (rule.skip === 0) return false;
  rule.skip -= 1;
  return true;
}
