import type { FastifyInstance } from 'fastify';
import { Refusal } from './answers.ts';
import { readFault, type Faults } from './faults.ts';
import type { Holds } from './holds.ts';
import { BadField, Fields } from './json-fields.ts';
import { waitedFor } from './ledger-waits.ts';
import { readWebhookRule, type WebhookNames, type WebhookRules } from './webhook-rules.ts';

const longestWaitMs = 60_000;

/** What every simulated provider has its control plane change and tell. */
interface Controlled<Switches, Name extends string> {
  readonly faults: Faults;
  readonly rules: WebhookRules;
  readonly holds: Holds;
  readonly ledger: Parameters<typeof waitedFor<Name>>[1] & {
    until(holds: () => boolean, timeoutMs: number): Promise<boolean>;
  };
  switches(): Switches;
  setSwitches(switches: Switches): void;
  reset(): void;
}

/** What is of one provider only. */
interface Particulars<Switches, Name extends string> {
  readonly names: WebhookNames & { readonly operations: readonly Name[] };
  readonly initialSwitches: () => Switches;
  readonly changedSwitches: (from: Switches, changes: unknown) => Switches;
  readonly ledgerView: () => unknown;
}

/** The control plane: it changes how a provider behaves and tells what it has done. Not part of the provider. */
export function controlPlane<Switches, Name extends string>(
  app: FastifyInstance,
  provider: Controlled<Switches, Name>,
  { names, initialSwitches, changedSwitches, ledgerView }: Particulars<Switches, Name>,
): void {
  const { faults, rules, holds, ledger } = provider;
  const told = <T extends { call?: string | null | undefined }>({ call, ...rest }: T) => ({
    ...rest,
    [names.callName]: call,
  });

  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status =
      error instanceof BadField ? 400 : error instanceof Refusal ? error.status : (error.statusCode ?? 500);
    if (status === 500) process.stderr.write(`${error.stack ?? error.message}\n`);
    return reply.code(status).send({ error: { code: String(status), message: error.message } });
  });

  app.get('/switches', () => provider.switches());
  app.put('/switches', (request) => {
    provider.setSwitches(changedSwitches(initialSwitches(), request.body));
    return provider.switches();
  });
  app.patch('/switches', (request) => {
    provider.setSwitches(changedSwitches(provider.switches(), request.body));
    return provider.switches();
  });

  app.get('/faults', () => ({ faults: faults.list().map(told) }));
  app.post('/faults', (request, reply) => {
    const wanted = oneOrMany(request.body).map((body) => readFault(body, names.operations, names.callName));
    for (const fault of wanted) faults.add(fault);
    return reply.code(201).send({ faults: faults.list().map(told) });
  });
  app.delete('/faults', () => {
    faults.clear();
    return { faults: [] };
  });

  app.get('/webhook-rules', () => ({ rules: rules.list().map(told) }));
  app.post('/webhook-rules', (request, reply) => {
    for (const rule of oneOrMany(request.body).map((body) => readWebhookRule(body, names))) rules.add(rule);
    return reply.code(201).send({ rules: rules.list().map(told) });
  });
  app.delete('/webhook-rules', () => {
    rules.clear();
    return { rules: [] };
  });

  app.get('/holds', async (request, reply) => {
    const { wait } = request.query as { wait?: string };
    const found = wait === undefined || (await holds.untilHeld(wait, timeoutOf(request.query)));
    if (!found) return reply.code(408).send(notInTime(`Nothing was held as ${wait} in time.`));
    return { held: holds.list().map(told) };
  });
  app.post('/release/:name', (request, reply) => {
    const { name } = request.params as { name: string };
    const released = holds.release(name);
    if (released === 0) return reply.code(404).send({ error: { code: '404', message: `Nothing is held as ${name}.` } });
    return { released };
  });

  app.get('/ledger', async (request, reply) => {
    const wanted = waitedFor(request.query, ledger, names.operations, names.eventTypes);
    const found = !wanted || (await ledger.until(wanted.holds, timeoutOf(request.query)));
    if (!found) return reply.code(408).send(notInTime(`${wanted?.sentence} did not come in time.`));
    return ledgerView();
  });

  app.post('/reset', () => {
    provider.reset();
    return { reset: true };
  });
}

function oneOrMany(body: unknown): unknown[] {
  return Array.isArray(body) ? body : [body];
}

function timeoutOf(query: unknown): number {
  const text = (query as { timeoutMs?: string }).timeoutMs;
  return Math.min(
    text === undefined ? 10_000 : Fields.of({ timeoutMs: Number(text) }, '').integer('timeoutMs', 0, 3_600_000),
    longestWaitMs,
  );
}

function notInTime(message: string): { error: { code: string; message: string } } {
  return { error: { code: '408', message } };
}
