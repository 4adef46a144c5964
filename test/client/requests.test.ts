import { afterAll, expect, test } from '@jest/globals';
import { CallOperations, InvalidRequest, TemporalUnavailable } from '../../src/client/index.ts';

/** Nothing listens there: what reaches Temporal is told as unavailable. */
const calls = new CallOperations({
  temporal: { address: '127.0.0.1:1' },
  callbackUri: 'https://calls.example.com/webhooks/acs',
});
afterAll(() => calls.close());

const bob = {
  participant: { kind: 'phoneNumber', value: '+14255550123' },
  sourceCallerIdNumber: '+14255550100',
} as const;
const soon = { timeoutMs: 1 };
const HOUR_MS = 3_600_000;

test.each<[string, () => Promise<unknown>, string]>([
  [
    'a phone number of the wrong form',
    () => calls.addParticipant.start('call-1', { ...bob, participant: { kind: 'phoneNumber', value: '425 555 0123' } }),
    '/participant/value',
  ],
  ['a call of the wrong form', () => calls.addParticipant.start('../call', bob), '/callConnectionId'],
  ['no key', () => calls.addParticipant.start('call-1', bob, { idempotencyKey: '' }), '/idempotencyKey'],
  [
    'a long key',
    () => calls.addParticipant.start('call-1', bob, { idempotencyKey: 'k'.repeat(256) }),
    '/idempotencyKey',
  ],
  [
    'a request that may ring somebody in two days',
    () => calls.addParticipant.start('call-1', { ...bob, notAfter: new Date(Date.now() + 48 * HOUR_MS).toISOString() }),
    '/notAfter',
  ],
  ['no prompt', () => calls.graphCall('call-1').playPrompt({ prompts: [] }, { idempotencyKey: 'k' }), '/prompts'],
  ['a tenant that is none', () => calls.graphCall('call-1').adopt({ tenantId: 'x' }), '/tenantId'],
])('%s is refused before anything is sent, without the value', async (_what, ask, pointer) => {
  const error: unknown = await ask().catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(InvalidRequest);
  expect(error).toMatchObject({ code: 'INVALID_REQUEST', errors: [{ pointer }] });
  expect(String(error)).not.toMatch(/425 555 0123|\.\.\/|kkk/);
});

test('a call that has no id of Graph is refused where it is named', () => {
  expect(() => calls.graphCall("call' OR '1'='1")).toThrow(InvalidRequest);
});

test.each(['', 'two words', "o'brien", 'a'.repeat(101), 'größe', 'line\n'])(
  'a caller %j is refused everywhere',
  async (caller) => {
    const id = 'acs-add-00000000000000000000000000000000';
    const mediaId = `graph-call-1.${'0'.repeat(32)}`;
    const call = calls.graphCall('1');
    for (const ask of [
      () => calls.addParticipant.start('call-1', bob, { caller }),
      () => calls.view(id, { caller }),
      () => calls.cancel(id, { caller }),
      () => calls.waitFor(id, { caller }),
      () => calls.view(mediaId, { caller }),
      () => calls.cancel(mediaId, { caller }),
      () => calls.waitFor(mediaId, { caller }),
      () => call.adopt({ tenantId: '5b1f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d55' }, { caller }),
      () => call.playPrompt({ prompts: [{ uri: 'https://example.com/a.wav' }] }, { caller, idempotencyKey: 'k' }),
      () => call.cancelMedia({ caller }),
      () => call.view({ caller }),
      () => calls.list({ caller }),
    ])
      await expect(ask()).rejects.toThrow(TypeError);
  },
);

test.each<[string, () => Promise<unknown>]>([
  ['a start', () => calls.addParticipant.start('call-1', bob, soon)],
  ['a view', () => calls.view('acs-add-00000000000000000000000000000000', soon)],
  ['a view for a caller', () => calls.view('acs-add-00000000000000000000000000000000', { ...soon, caller: 'local' })],
  ['a wait', () => calls.waitFor('acs-add-00000000000000000000000000000000', { timeoutMs: 300 })],
  ['a cancel', () => calls.cancel('acs-add-00000000000000000000000000000000', soon)],
  ['a command', () => calls.graphCall('1').cancelMedia(soon)],
  ['a list', () => calls.list(soon)],
])('while Temporal is away, %s says so when its time has passed', async (_what, ask) => {
  await expect(ask()).rejects.toThrow(TemporalUnavailable);
});

test.each<[string, (options: { signal: AbortSignal }) => Promise<unknown>]>([
  ['a start', (options) => calls.addParticipant.start('call-1', bob, options)],
  ['a view', (options) => calls.view('acs-add-00000000000000000000000000000000', options)],
  ['a wait', (options) => calls.waitFor('acs-add-00000000000000000000000000000000', options)],
  ['a list', (options) => calls.list(options)],
])('%s ends at once with the reason of its signal', async (_what, ask) => {
  const aborting = new AbortController();
  const asked = ask({ signal: aborting.signal });
  const reason = new Error('nobody waits any more');
  aborting.abort(reason);

  await expect(asked).rejects.toBe(reason);
  await expect(ask({ signal: aborting.signal })).rejects.toBe(reason);
});
