import type { FastifyInstance } from 'fastify';
import { readFault } from '../faults.ts';
import { BadField, Fields } from '../json-fields.ts';
import { isAccessKey } from './access-keys.ts';
import type { Acs } from './acs.ts';
import { acsControlPeople } from './control-people.ts';
import { Refusal } from './answers.ts';
import { ledgerView, waitedFor } from './ledger-view.ts';
import { operations } from './ledger.ts';
import { changedSwitches, initialSwitches } from './switches.ts';
import { readWebhookRule } from './webhook-rules.ts';

const longestWaitMs = 60_000;

/** The control plane: it changes how the provider behaves and tells what it has done. Not part of the provider. */
export function acsControl(app: FastifyInstance, acs: Acs): void {
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status =
      error instanceof BadField ? 400 : error instanceof Refusal ? error.answer.status : (error.statusCode ?? 500);
    if (status === 500) process.stderr.write(`${error.stack ?? error.message}\n`);
    return reply.code(status).send({ error: { code: String(status), message: error.message } });
  });

  app.get('/switches', () => acs.switches());
  app.put('/switches', (request) => {
    acs.setSwitches(changedSwitches(initialSwitches(), request.body));
    return acs.switches();
  });
  app.patch('/switches', (request) => {
    acs.setSwitches(changedSwitches(acs.switches(), request.body));
    return acs.switches();
  });

  app.get('/faults', () => ({ faults: acs.faults.list() }));
  app.post('/faults', (request, reply) => {
    for (const fault of oneOrMany(request.body).map((body) => readFault(body, operations))) acs.faults.add(fault);
    return reply.code(201).send({ faults: acs.faults.list() });
  });
  app.delete('/faults', () => {
    acs.faults.clear();
    return { faults: [] };
  });

  app.get('/webhook-rules', () => ({ rules: acs.rules.list() }));
  app.post('/webhook-rules', (request, reply) => {
    for (const rule of oneOrMany(request.body).map((body) => readWebhookRule(body, operations))) acs.rules.add(rule);
    return reply.code(201).send({ rules: acs.rules.list() });
  });
  app.delete('/webhook-rules', () => {
    acs.rules.clear();
    return { rules: [] };
  });

  app.get('/holds', async (request, reply) => {
    const { wait } = request.query as { wait?: string };
    const found = wait === undefined || (await acs.holds.untilHeld(wait, timeoutOf(request.query)));
    if (!found) return reply.code(408).send(notInTime(`Nothing was held as ${wait} in time.`));
    return { held: acs.holds.list() };
  });
  app.post('/release/:name', (request, reply) => {
    const { name } = request.params as { name: string };
    const released = acs.holds.release(name);
    if (released === 0) return reply.code(404).send({ error: { code: '404', message: `Nothing is held as ${name}.` } });
    return { released };
  });

  app.get('/ledger', async (request, reply) => {
    const wanted = waitedFor(request.query, acs.ledger);
    const found = !wanted || (await acs.ledger.until(wanted.holds, timeoutOf(request.query)));
    if (!found) return reply.code(408).send(notInTime(`${wanted?.sentence} did not come in time.`));
    return ledgerView(acs);
  });

  app.post('/token', async (request) => {
    const fields = Fields.of(request.body ?? {}, '').onlyKnown([
      'expired',
      'audience',
      'issuer',
      'foreignKey',
      'unsigned',
    ]);
    const token = await acs.key.token(acs.switches().tokenIssuer, {
      expired: fields.optionalBoolean('expired'),
      audience: fields.optionalString('audience'),
      issuer: fields.optionalString('issuer'),
      foreignKey: fields.optionalBoolean('foreignKey'),
      unsigned: fields.optionalBoolean('unsigned'),
    });
    return { token };
  });

  app.post('/rotate', (request) => {
    const fields = Fields.of(request.body, '').onlyKnown(['position', 'accessKey']);
    const accessKey = fields.optionalString('accessKey');
    if (accessKey !== undefined && !isAccessKey(accessKey)) throw new BadField('accessKey must be base64.');
    return { accessKey: acs.accessKeys.rotate(fields.integer('position', 0, 100), accessKey) };
  });

  app.post('/reset', () => {
    acs.reset();
    return { reset: true };
  });
  acsControlPeople(app, acs);
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
