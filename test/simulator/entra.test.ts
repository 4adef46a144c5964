import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { EntraSimulator } from '../support/entra-simulator.ts';
import { runScript } from '../support/run-script.ts';
import { Receiver } from './receiver.ts';

let simulator: EntraSimulator;
let receiver: Receiver;

beforeAll(async () => {
  simulator = await EntraSimulator.start();
  receiver = await new Receiver().listen();
});
afterEach(() => simulator.control.reset());
afterAll(async () => {
  await simulator.close();
  await receiver.close();
});

const stranger = (env: Record<string, string> = {}) =>
  runScript('test/simulator/stranger-script.ts', {
    ...simulator.env,
    CALLBACK_URI: receiver.url('/strangers'),
    ...env,
  });

const withToken = (token: string, path = '/calling/callConnections/unknown?api-version=2023-10-15') =>
  fetch(simulator.control.baseUrl + path, { headers: { authorization: `Bearer ${token}` } });

const tokenOf = async (response: Response) => ((await response.json()) as { access_token: string }).access_token;

test("the vendor's libraries sign in over TLS, create a call, add, cancel, list, get and remove, with nothing of ours", async () => {
  await simulator.control.setSwitches({ people: { '8:acs:strangers_colleague': { onInvite: 'accept' } } });
  const { told } = await stranger();
  expect(told).toEqual([
    {
      state: 'connecting',
      cancelledTheSame: true,
      listed: 2,
      got: { communicationUserId: '8:acs:strangers_colleague' },
      removed: 'remove',
      left: 1,
    },
  ]);
  for (const type of ['CancelAddParticipantSucceeded', 'AddParticipantSucceeded', 'RemoveParticipantSucceeded'])
    await receiver.until(type);
});

test('they are refused with a secret that is not right, and nothing reaches the provider', async () => {
  const { told } = await stranger({ AZURE_CLIENT_SECRET: 'another' });
  expect(told).toMatchObject([{ failed: expect.stringMatching(/Authentication/) }]);
  expect((await simulator.control.ledger()).requests).toEqual([]);
});

test('a token of the endpoint opens the provider, over http as well', async () => {
  const response = await simulator.token();
  const body = (await response.clone().json()) as object;
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, access_token: expect.any(String) });
  expect((await withToken(await tokenOf(response))).status).toBe(404);
});

test.each([
  [{ client_secret: 'another' }, 401, 'invalid_client'],
  [{ client_id: 'another' }, 401, 'invalid_client'],
  [{ scope: 'https://graph.microsoft.com/.default' }, 400, 'invalid_scope'],
  [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
])('the endpoint refuses %j with %i %s', async (changes, status, error) => {
  const response = await simulator.token(changes);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error, error_description: expect.stringMatching(/^AADSTS\d+: /) });
});

test('the endpoint refuses, or is away, where the switch says so', async () => {
  await simulator.control.setSwitches({ entraAnswers: 'refused' });
  expect((await simulator.token()).status).toBe(401);
  await simulator.control.setSwitches({ entraAnswers: 'unavailable' });
  expect((await simulator.token()).status).toBe(503);
});

test('a token is refused that is forged, over, or refused by a switch', async () => {
  const token = await tokenOf(await simulator.token());
  expect((await withToken(await simulator.control.mintToken())).status).toBe(401);
  expect((await withToken(`${token.slice(0, -4)}AAAA`)).status).toBe(401);
  await simulator.control.setSwitches({ refuseEntraTokens: true });
  expect((await withToken(token)).status).toBe(401);
  await simulator.control.setSwitches({ refuseEntraTokens: false, clockOffsetMs: 3_700_000 });
  expect((await withToken(token)).status).toBe(401);
});

test('the ledger tells no token', async () => {
  await withToken(await tokenOf(await simulator.token()));
  expect(JSON.stringify(await simulator.control.ledger())).not.toMatch(/eyJ|Bearer/);
});
