import { expect, test } from '@jest/globals';
import { ConfigurationError, readServerConfig, readWorkerConfig } from '../../src/config/index.ts';

const server = { ACS_RESOURCE_ID: '6c1b0c5e-6a0e-4a4e-9a39-2b0d0e9d3c11' };
const worker = { ACS_CONNECTION_STRING: 'endpoint=https://contoso.communication.azure.com/;accesskey=c2VjcmV0' };

function mistakesIn(read: (env: Record<string, string>) => unknown, env: Record<string, string>): string {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}

test('all mistakes are told at once, each with its variable and what it should be', () => {
  const message = mistakesIn(readServerConfig, {
    DURABLE_CALLS_API_PORT: 'eighty',
    DURABLE_CALLS_WEBHOOK_PORT: '70000',
    DURABLE_CALLS_PUBLIC_URL: 'http://calls.example.com',
    DURABLE_CALLS_LOG_LEVEL: 'loud',
    DURABLE_CALLS_CANCELLED_CODES: 'all',
    DURABLE_CALLS_GRACE_MS: '0',
  });

  for (const told of [
    'ACS_RESOURCE_ID is missing',
    'DURABLE_CALLS_API_PORT must be a port number',
    'DURABLE_CALLS_WEBHOOK_PORT must be 0 to 65535',
    'DURABLE_CALLS_PUBLIC_URL must be https outside of this machine',
    'DURABLE_CALLS_LOG_LEVEL',
    'DURABLE_CALLS_CANCELLED_CODES must be code/subCode pairs',
    'DURABLE_CALLS_GRACE_MS must be at least 1',
  ]) {
    expect(message).toContain(told);
  }
});

const guid = server.ACS_RESOURCE_ID;

test.each([
  ['in capitals', guid.toUpperCase()],
  ['with a line break', `${guid}\n`],
])('the resource id is a GUID, however it is written: %s', (_how, ACS_RESOURCE_ID) => {
  expect(readServerConfig({ ACS_RESOURCE_ID }).acsWebhook.audience).toBe(guid);
});

test.each([
  ['an ARM id', '/subscriptions/x/resourceGroups/y/providers/Microsoft.Communication/CommunicationServices/contoso'],
  ['a name', 'contoso'],
  ['a GUID and more', `${guid}-1`],
])('a resource id that is %s is refused, and it is said where the right one is', (_what, ACS_RESOURCE_ID) => {
  const message = mistakesIn(readServerConfig, { ACS_RESOURCE_ID });
  expect(message).toMatch(/ACS_RESOURCE_ID must be a GUID.*immutableResourceId/);
});

test('a pair by which every failure would be a cancel is refused', () => {
  const message = mistakesIn(readServerConfig, { ...server, DURABLE_CALLS_CANCELLED_CODES: '487/0,*/*' });
  expect(message).toContain('DURABLE_CALLS_CANCELLED_CODES must not have */*');
});

test('values that end with a line break are refused, all at once', () => {
  const message = mistakesIn(readServerConfig, {
    ...server,
    DURABLE_CALLS_TASK_QUEUE: 'calls\n',
    DURABLE_CALLS_WEBHOOK_HOST: ' 127.0.0.1',
    TEMPORAL_NAMESPACE: 'calls\n',
  });
  for (const name of ['DURABLE_CALLS_TASK_QUEUE', 'DURABLE_CALLS_WEBHOOK_HOST', 'TEMPORAL_NAMESPACE'])
    expect(message).toContain(`${name} must not begin or end with white space`);
});

test('the API listens on loopback only, as long as it has no authentication', () => {
  expect(mistakesIn(readServerConfig, { ...server, DURABLE_CALLS_API_HOST: '0.0.0.0' })).toContain(
    'DURABLE_CALLS_API_HOST must be a loopback address',
  );
});

test('an attempt and the look before it are given up before Temporal gives them up', () => {
  const message = mistakesIn(readServerConfig, {
    ...server,
    DURABLE_CALLS_HTTP_TIMEOUT_MS: '5000',
    DURABLE_CALLS_START_TO_CLOSE_MS: '10000',
  });

  expect(message).toContain('DURABLE_CALLS_START_TO_CLOSE_MS must be greater than twice DURABLE_CALLS_HTTP_TIMEOUT_MS');
});

test.each([
  ['DURABLE_CALLS_NOT_AFTER_MS', 86_400_000],
  ['DURABLE_CALLS_HTTP_TIMEOUT_MS', 60_000],
  ['DURABLE_CALLS_START_TO_CLOSE_MS', 180_000],
  ['DURABLE_CALLS_HEARTBEAT_MS', 60_000],
  ['DURABLE_CALLS_PAIR_WINDOW_MS', 300_000],
  ['DURABLE_CALLS_GRACE_MS', 60_000],
])('%s is at most %i', (variable, most) => {
  expect(mistakesIn(readServerConfig, { ...server, [variable]: String(most + 1) })).toContain(
    `${variable} must be at most ${most}`,
  );
});

test.each([
  'https://calls.example.com?tenant=1',
  'https://calls.example.com/?',
  'https://calls.example.com/#webhooks',
  'https://user:secret@calls.example.com',
  'https://user@calls.example.com/path',
])('the public URL %s is refused, and not repeated', (publicUrl) => {
  const message = mistakesIn(readServerConfig, { ...server, DURABLE_CALLS_PUBLIC_URL: publicUrl });

  expect(message).toContain('DURABLE_CALLS_PUBLIC_URL must be a plain address, without user info, query or fragment');
  expect(message).not.toContain('calls.example.com');
});

test('a public URL may have a path', () => {
  const publicUrl = 'https://gw.example.com/telephony/';

  expect(readServerConfig({ ...server, DURABLE_CALLS_PUBLIC_URL: publicUrl })).toMatchObject({ publicUrl });
});

test('a worker says what it lacks', () => {
  expect(mistakesIn(readWorkerConfig, {})).toContain('ACS_CONNECTION_STRING is missing: endpoint=');
});

test('a connection string that cannot be used is told without its key', () => {
  const message = mistakesIn(readWorkerConfig, { ACS_CONNECTION_STRING: 'endpoint=nonsense;accesskey=c2VjcmV0' });

  expect(message).toContain('ACS_CONNECTION_STRING');
  expect(message).not.toContain('c2VjcmV0');
});

const KEY = 'c2VjcmV0';
const OTHER_KEY = 'b3RoZXI=';
const connectionString = `endpoint=https://r.communication.azure.com/;accesskey=${KEY}`;

test('a worker signs with one access key, with two, or with tokens of Entra ID', () => {
  const account = (env: Record<string, string>) => readWorkerConfig(env).acs;
  expect(account({ ACS_CONNECTION_STRING: connectionString })).toEqual({ connectionString });
  expect(account({ ACS_CONNECTION_STRING: connectionString, ACS_SECONDARY_ACCESS_KEY: OTHER_KEY })).toEqual({
    connectionString,
    secondaryAccessKey: OTHER_KEY,
  });
  const endpoint = 'https://r.communication.azure.com';
  expect(account({ ACS_ENDPOINT: endpoint })).toEqual({ endpoint, entraId: {} });
  const authorityHost = 'https://login.microsoftonline.us';
  expect(account({ ACS_ENDPOINT: endpoint, AZURE_AUTHORITY_HOST: authorityHost })).toEqual({
    endpoint,
    entraId: { authorityHost },
  });
});

test.each([
  [{}, 'Or set ACS_ENDPOINT, to sign in with Entra ID'],
  [
    { ACS_CONNECTION_STRING: connectionString, ACS_ENDPOINT: 'https://r.communication.azure.com' },
    'ACS_CONNECTION_STRING and ACS_ENDPOINT are both set',
  ],
  [
    { ACS_ENDPOINT: 'https://r.communication.azure.com', ACS_SECONDARY_ACCESS_KEY: OTHER_KEY },
    'ACS_SECONDARY_ACCESS_KEY belongs to ACS_CONNECTION_STRING',
  ],
  [
    { ACS_CONNECTION_STRING: connectionString, ACS_SECONDARY_ACCESS_KEY: KEY },
    'ACS_SECONDARY_ACCESS_KEY is the key of ACS_CONNECTION_STRING',
  ],
  [
    { ACS_CONNECTION_STRING: connectionString, ACS_SECONDARY_ACCESS_KEY: `${OTHER_KEY} !` },
    'ACS_SECONDARY_ACCESS_KEY must be the base64 of an access key',
  ],
  [{ ACS_ENDPOINT: `http://${KEY}.example.com` }, 'ACS_ENDPOINT must be an https URL'],
  [{ ACS_ENDPOINT: `https://a:${KEY}@r.example.com/` }, 'ACS_ENDPOINT must be an address without user info'],
  [{ ACS_ENDPOINT: `https://r.example.com/${KEY}` }, 'ACS_ENDPOINT must be an address without user info, path'],
])('credentials that do not fit are told by the variable and never by the value: %j', (env, told) => {
  const message = mistakesIn(readWorkerConfig, env);
  expect(message).toContain(told);
  for (const secret of [KEY, OTHER_KEY]) expect(message).not.toContain(secret);
});

test('the defaults are those of the documentation', () => {
  expect(readServerConfig({ ...server, DURABLE_CALLS_WEBHOOK_PORT: '' })).toMatchObject({
    api: { host: '127.0.0.1', port: 8080 },
    webhooks: { host: '127.0.0.1', port: 8081 },
    publicUrl: 'http://127.0.0.1:8081',
    taskQueue: 'durable-calls',
    notAfterMs: 60_000,
    waits: { httpTimeoutMs: 10_000, startToCloseMs: 25_000, heartbeatMs: 5_000, pairWindowMs: 270_000, graceMs: 5_000 },
    cancelledCodes: [
      { code: 487, subCode: 0 },
      { code: 487, subCode: 5234 },
      { code: 200, subCode: 5300 },
      { subCode: 8542 },
      { subCode: 8508 },
    ],
  });
  expect(readWorkerConfig(worker)).toMatchObject({
    http: { host: '127.0.0.1', port: 8084 },
    taskQueue: 'durable-calls',
    shutdownGraceMs: 20_000,
  });
});
