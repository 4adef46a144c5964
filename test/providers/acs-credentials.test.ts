import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { AccessToken, TokenCredential } from '@azure/identity';
import { SimulatorControl } from '../../simulator/control-client.ts';
import { startSimulator, type Simulator } from '../../simulator/server.ts';
import { clientsWithTokens } from '../../src/providers/acs/client.ts';
import { AcsGateway, createAcsGateway } from '../../src/providers/acs/gateway.ts';
import { EntraTokens } from '../../src/providers/entra-tokens.ts';
import { ACCESS_KEY, addRequest, attemptNumber, gatewayTo, look } from '../support/acs-requests.ts';
import { RecordingServer } from '../support/recording-server.ts';

const SECOND_KEY = Buffer.from('the-other-key-of-the-tests').toString('base64');
const SECRET = 'what-nobody-may-see';
const first = attemptNumber(1);
const PATIENT = { httpTimeoutMs: 30_000 };

describe('two access keys', () => {
  let simulator: Simulator;
  let gateway: AcsGateway;
  let control: SimulatorControl;
  beforeAll(async () => {
    const resourceId = '5b1f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d11';
    simulator = await startSimulator({ port: 0, accessKeys: [ACCESS_KEY, SECOND_KEY], resourceId });
    control = new SimulatorControl(simulator.url, ACCESS_KEY);
    gateway = createAcsGateway({
      connectionString: `endpoint=${simulator.url}/;accesskey=${ACCESS_KEY}`,
      secondaryAccessKey: SECOND_KEY,
    });
  });
  afterEach(() => control.reset());
  afterAll(() => simulator.close());

  test('each request is signed with the one that it names, and with the first where it names none', async () => {
    await control.setSwitches({ refusedAccessKeys: [0] });
    const refused = { ok: false, failure: { class: 'credentials', status: 401, code: '7509', sentBefore: false } };
    expect(await gateway.getCall(look, first)).toMatchObject(refused);
    expect(await gateway.getCall({ ...look, credential: 'primary' }, first)).toMatchObject(refused);
    const secondary = { ...look, credential: 'secondary' } as const;
    expect(await gateway.getCall(secondary, first)).toMatchObject({ ok: true, value: { state: 'notFound' } });
    await control.setSwitches({ refusedAccessKeys: [1] });
    expect(await gateway.getCall(secondary, first)).toMatchObject(refused);
    expect(await gateway.getCall(look, first)).toMatchObject({ ok: true });
  });

  test('where there is no second one, a request that names it is not sent', async () => {
    const acs = (await RecordingServer.start()).answering({ status: 202 });
    const attempted = await gatewayTo(acs.origin).addParticipant(addRequest({ credential: 'secondary' }), first);
    expect(attempted).toEqual({
      ok: false,
      failure: { class: 'credentials', sentBefore: false },
      sentence: 'addParticipant was not sent to ACS (attempt 1): there is no secondary credential',
    });
    const repeat = addRequest({ credential: 'secondary', sentBefore: true });
    expect(await gatewayTo(acs.origin).addParticipant(repeat, first)).toMatchObject({ failure: { sentBefore: true } });
    expect(acs.requests).toHaveLength(0);
    await acs.close();
  });

  test('a second key that is none is refused, and not shown', () => {
    const account = {
      connectionString: `endpoint=${simulator.url};accesskey=${ACCESS_KEY}`,
      secondaryAccessKey: SECRET,
    };
    expect(() => createAcsGateway(account)).toThrow('The secondary ACS access key must be base64.');
  });
});

describe('tokens of Entra ID', () => {
  let acs: RecordingServer;
  beforeAll(async () => {
    acs = await RecordingServer.start();
  });
  afterAll(() => acs.close());

  /** Nothing can be sent to it: it does not speak TLS. */
  const httpsEndpoint = () => acs.origin.replace('http:', 'https:');
  const gatewayWith = (getToken: TokenCredential['getToken']) =>
    new AcsGateway(clientsWithTokens(httpsEndpoint(), new EntraTokens(() => ({ getToken }))));
  const token = (lifetimeMs = 3_600_000): AccessToken => ({
    token: SECRET,
    expiresOnTimestamp: Date.now() + lifetimeMs,
  });
  const failing = (properties: object) => () =>
    Promise.reject(Object.assign(new Error(`${SECRET} was refused`), properties));

  test.each<[string, TokenCredential['getToken'], string, { httpTimeoutMs: number }?]>([
    ['the source has none', () => Promise.resolve(null), 'no token'],
    ['the source fails', failing({ name: 'CredentialUnavailableError' }), 'CredentialUnavailableError'],
    [
      'the source is refused',
      failing({ name: 'AuthenticationError', errorResponse: { errorDescription: `AADSTS7000215: ${SECRET}` } }),
      'AuthenticationError, AADSTS7000215',
    ],
    ['the source fails in words of its own', failing({ name: `${SECRET} !` }), 'unknown'],
    ['the source is silent', () => new Promise(() => undefined), 'no token in time', { httpTimeoutMs: 150 }],
  ])('where %s, nothing is sent, and nothing secret is told', async (_, getToken, cause, limit = PATIENT) => {
    acs.answering({ status: 202 });
    const attempted = await gatewayWith(getToken).addParticipant(addRequest(limit), first);
    expect(attempted).toEqual({
      ok: false,
      failure: { class: 'credentials', sentBefore: false },
      sentence: `addParticipant was not sent to ACS (attempt 1): no token of Entra ID is to be had (${cause})`,
    });
    expect(JSON.stringify(attempted)).not.toContain(SECRET);
  });

  test('an attempt given up while it waits for a token rejects with the reason of its signal', async () => {
    const controller = new AbortController();
    const reason = new Error('given up');
    const silent = gatewayWith(() => new Promise(() => undefined));
    const attempt = silent.getCall(look, { number: 1, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await expect(attempt).rejects.toBe(reason);
  });

  test('a token is used for as long as it lasts, and not after it was refused', async () => {
    const given: AccessToken[] = [token(), token(60_000), token(), token()];
    let asked = 0;
    const tokens = new EntraTokens(() => ({ getToken: () => Promise.resolve(given[asked++] ?? null) }));
    await tokens.getToken('scope');
    await tokens.getToken('scope');
    expect(asked).toBe(1);
    tokens.forget();
    await tokens.getToken('scope');
    expect(asked).toBe(2);
    await tokens.getToken('scope');
    expect(asked).toBe(3);
  });

  test('a source that keeps its own tokens is not asked again for the one that was refused', async () => {
    let opened = 0;
    const tokens = new EntraTokens(() => {
      opened += 1;
      const kept = { ...token(), token: `token ${opened}` };
      return { getToken: () => Promise.resolve(kept) };
    });
    expect(await tokens.getToken('scope')).toMatchObject({ token: 'token 1' });
    tokens.forget();
    expect(await tokens.getToken('scope')).toMatchObject({ token: 'token 2' });
  });

  test('an endpoint without https gets none', () => {
    const tokens = new EntraTokens(() => ({ getToken: () => Promise.resolve(token()) }));
    expect(() => clientsWithTokens(acs.origin, tokens)).toThrow('must be an https:// address');
  });

  test('no failure shows the token', async () => {
    const attempted = await gatewayWith(() => Promise.resolve(token())).getCall(look, first);
    expect(attempted).toMatchObject({ ok: false, failure: { class: 'ambiguous' } });
    expect(JSON.stringify(attempted)).not.toContain(SECRET);
  });
});
