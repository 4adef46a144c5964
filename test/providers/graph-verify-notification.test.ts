import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createGraphNotificationVerifier } from '../../src/providers/graph/verify-notification.ts';
import { KeySetUnavailable, NotVerified } from '../../src/providers/verify-token.ts';
import { signer, type Signer } from '../support/acs-tokens.ts';
import { audience, bearer, issuers, tid } from '../support/graph-tokens.ts';
import { RecordingServer } from '../support/recording-server.ts';

let keys: RecordingServer;
let graph: Signer;

beforeAll(async () => {
  keys = await RecordingServer.start();
  graph = await signer('g-1');
});
afterAll(() => keys.close());
beforeEach(() => {
  keys.answering({ status: 200, body: { keys: [graph.jwk] } });
});

const verifier = () =>
  createGraphNotificationVerifier({ jwksUrl: `${keys.origin}/v1/.well-known/keys`, issuers, audience });

const signed = (claims: Record<string, unknown> = {}, exp?: string) => bearer(graph, claims, exp);

test.each(issuers)('a token of %s for our application is accepted, and tells the tenant in one form', async (iss) => {
  await expect(verifier().verify(await signed({ iss }))).resolves.toEqual({ tenantId: tid.toLowerCase() });
});

test('clocks may differ by a minute', async () => {
  await expect(verifier().verify(await signed({}, '-50s'))).resolves.toMatchObject({});
  await expect(verifier().verify(await signed({}, '-70s'))).rejects.toThrow(NotVerified);
});

test.each<[string, Record<string, unknown>, string]>([
  ['of another issuer', { iss: 'https://sts.windows.net' }, 'iss'],
  ['for another application', { aud: 'another' }, 'aud'],
  // As the token of a meeting is, which is signed by the same keys and comes in bodies.
  ['that came in a body', { aud: 'https://api.botframework.com' }, 'aud'],
  ['that names no tenant', { tid: undefined }, 'tid'],
  ['whose tenant is no GUID', { tid: 'common' }, 'tid'],
])('a token %s is refused', async (_, claims, claim) => {
  const refusal = verifier().verify(await signed(claims));
  await expect(refusal).rejects.toThrow(NotVerified);
  await expect(refusal).rejects.toThrow(`(${claim})`);
});

test('while the key set of Graph cannot be had, nothing is said of the delivery', async () => {
  keys.answering({ status: 503 });
  await expect(verifier().verify(await signed())).rejects.toThrow(KeySetUnavailable);
});
