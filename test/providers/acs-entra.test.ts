import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { CLIENT_SECRET, EntraSimulator } from '../support/entra-simulator.ts';
import { runScript } from '../support/run-script.ts';

let simulator: EntraSimulator;
beforeAll(async () => {
  simulator = await EntraSimulator.start();
});
afterEach(() => simulator.control.reset());
afterAll(() => simulator.close());

/** Asks for a call with the primary credential, and with the secondary one. */
async function ask(env: Record<string, string> = {}) {
  const callId = await simulator.control.createCall({ callbackUri: 'http://127.0.0.1:9/nobody' });
  const { told, text } = await runScript('test/support/entra-gateway-script.ts', {
    ...simulator.env,
    AZURE_LOG_LEVEL: 'verbose',
    CALL_ID: callId,
    CONTROL: simulator.control.baseUrl,
    ...env,
  });
  const { requests } = await simulator.control.ledger();
  return { told, text, asked: requests.filter(({ operation }) => operation === 'getCall').length };
}

const noSecondary = {
  ok: false,
  failure: { class: 'credentials', sentBefore: false },
  sentence: 'getCall was not sent to ACS (attempt 1): there is no secondary credential',
};

test('requests carry a token of Entra ID over TLS, and a second credential there is not', async () => {
  const { told, asked } = await ask();
  expect(told).toEqual([{ ok: true, value: { state: 'connected' }, status: 200 }, noSecondary]);
  expect(asked).toBe(1);
});

test('a token that is refused is a failure of our credentials', async () => {
  await simulator.control.setSwitches({ refuseEntraTokens: true });
  expect((await ask()).told[0]).toMatchObject({ failure: { class: 'credentials', status: 401, sentBefore: false } });
});

test('a token is used for many requests, and one that was refused for no further one', async () => {
  const kept = await ask({ ASKS: 'primary,entraRefuses,primary' });
  expect(kept.told).toMatchObject([{ ok: true }, { ok: true }]);

  await simulator.control.reset();
  await simulator.control.addFault({ operation: 'getCall', kind: 'respond', at: 'arrival', status: 401 });
  const refused = await ask({ ASKS: 'primary,entraRefuses,primary' });
  expect(refused.told).toMatchObject([
    { failure: { class: 'credentials', status: 401 } },
    { failure: { class: 'credentials' }, sentence: expect.stringContaining('no token of Entra ID is to be had') },
  ]);
});

test.each([
  ['the secret is refused', {}, 'refused', /no token of Entra ID is to be had \(\w*Error, AADSTS7000215\)$/],
  ['Entra ID is away', {}, 'unavailable', /no token of Entra ID is to be had \(\w*Error.*\)$/],
  ['there is no secret', { AZURE_CLIENT_SECRET: '' }, 'token', /no token of Entra ID is to be had \(\w*Error\)$/],
] as const)('where %s, nothing is sent', async (_, env, entraAnswers, sentence) => {
  await simulator.control.setSwitches({ entraAnswers });
  const { told, asked } = await ask(env);
  expect(told[0]).toEqual({
    ok: false,
    failure: { class: 'credentials', sentBefore: false },
    sentence: expect.stringMatching(sentence),
  });
  expect(asked).toBe(0);
});

test('neither the secret nor a token is written anywhere, however much the libraries are told to write', async () => {
  const texts = [(await ask()).text];
  await simulator.control.setSwitches({ entraAnswers: 'refused' });
  texts.push((await ask()).text);
  expect(texts.join('\n')).toContain('azure:');
  for (const text of texts) {
    expect(text).not.toContain(CLIENT_SECRET);
    expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
  }
});
