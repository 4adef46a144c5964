import { describe, expect, test } from '@jest/globals';
import { ConfigurationError, readServerConfig, readWorkerConfig } from '../../src/config/index.ts';

const SECRET = 'what-nobody-may-see';
const GRAPH_APP_ID = '5b1f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d55';
const worker = { ACS_CONNECTION_STRING: 'endpoint=https://contoso.communication.azure.com/;accesskey=c2VjcmV0' };
const server = { ACS_RESOURCE_ID: '6c1b0c5e-6a0e-4a4e-9a39-2b0d0e9d3c11' };
const application = { GRAPH_APP_ID, GRAPH_CLIENT_SECRET: SECRET };

type Given = Readonly<Record<string, string>>;

const accountOf = (given: Given) => readWorkerConfig({ ...worker, ...given }).graph;
const webhookOf = (given: Given) => readServerConfig({ ...server, ...given }).graphWebhook;

function mistakesIn(read: (given: Given) => unknown, given: Given): string {
  try {
    read(given);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}

test('where nothing is said of Graph, worker and server do without it', () => {
  expect(accountOf({})).toBeUndefined();
  expect(webhookOf({})).toBeUndefined();
});

describe('a worker', () => {
  test('asks as an application, in the global cloud unless another one is named', () => {
    expect(accountOf(application)).toEqual({ cloud: 'global', appId: GRAPH_APP_ID, clientSecret: SECRET });
    const elsewhere = {
      GRAPH_CLOUD: 'usGovernment',
      GRAPH_BASE_URL: 'https://127.0.0.1:7443/v1.0',
      GRAPH_AUTHORITY_HOST: 'https://127.0.0.1:7443',
    };
    expect(accountOf({ ...application, ...elsewhere })).toEqual({
      cloud: 'usGovernment',
      appId: GRAPH_APP_ID,
      clientSecret: SECRET,
      baseUrl: 'https://127.0.0.1:7443/v1.0',
      authorityHost: 'https://127.0.0.1:7443',
    });
  });

  test.each<[Given, string]>([
    [{ GRAPH_APP_ID }, 'GRAPH_CLIENT_SECRET is missing: GRAPH_APP_ID is set'],
    [{ GRAPH_CLIENT_SECRET: SECRET }, 'GRAPH_APP_ID is missing: GRAPH_CLIENT_SECRET is set'],
    [{ GRAPH_BASE_URL: 'https://g.example.com' }, 'GRAPH_BASE_URL is of no use without GRAPH_APP_ID'],
    [{ GRAPH_AUTHORITY_HOST: 'https://l.example.com' }, 'GRAPH_AUTHORITY_HOST is of no use without GRAPH_APP_ID'],
    [{ ...application, GRAPH_APP_ID: 'my app' }, 'GRAPH_APP_ID must be the id of an application, a GUID'],
    [
      { ...application, GRAPH_CLOUD: SECRET },
      'GRAPH_CLOUD must be one of global, usGovernment, usGovernmentDod, china',
    ],
    [
      { ...application, GRAPH_BASE_URL: 'http://g.example.com' },
      'GRAPH_BASE_URL must be https outside of this machine',
    ],
    [{ ...application, GRAPH_BASE_URL: `https://u:${SECRET}@g.example.com` }, 'GRAPH_BASE_URL must be a plain address'],
    [{ ...application, GRAPH_AUTHORITY_HOST: 'http://127.0.0.1' }, 'GRAPH_AUTHORITY_HOST must be an https URL'],
    [
      { ...application, GRAPH_AUTHORITY_HOST: `https://l.example.com/${SECRET}` },
      'GRAPH_AUTHORITY_HOST must be an address without user info, path',
    ],
  ])('that is given half of it, or what cannot be, says so and shows nothing: %j', (given, told) => {
    const message = mistakesIn(accountOf, given);
    expect(message).toContain(told);
    expect(message).not.toContain(SECRET);
  });
});

describe('a server', () => {
  test('takes the notifications that Graph signs for the application', () => {
    expect(webhookOf({ GRAPH_APP_ID: GRAPH_APP_ID.toUpperCase() })).toEqual({
      cloud: 'global',
      audience: GRAPH_APP_ID,
      issuers: ['https://api.botframework.com', 'https://graph.microsoft.com'],
      jwksUrl: 'https://api.aps.skype.com/v1/keys',
    });
  });

  const own = {
    GRAPH_WEBHOOK_ISSUERS: 'https://one.example.com, https://other.example.com',
    GRAPH_WEBHOOK_JWKS_URL: 'https://one.example.com/keys',
  };

  test.each(['global', 'usGovernment', 'usGovernmentDod', 'china'])(
    'in the cloud %s goes by what it is told',
    (cloud) => {
      expect(webhookOf({ GRAPH_APP_ID, GRAPH_CLOUD: cloud, ...own })).toEqual({
        cloud,
        audience: GRAPH_APP_ID,
        issuers: ['https://one.example.com', 'https://other.example.com'],
        jwksUrl: 'https://one.example.com/keys',
      });
    },
  );

  test.each(['usGovernment', 'usGovernmentDod', 'china'])(
    'does not start for the cloud %s until it is told who signs its notifications',
    (GRAPH_CLOUD) => {
      const message = mistakesIn(webhookOf, { GRAPH_APP_ID, GRAPH_CLOUD });
      for (const name of Object.keys(own))
        expect(message).toContain(`${name} is missing: nobody documents it for the cloud ${GRAPH_CLOUD}`);
    },
  );

  test.each<[Given, string]>([
    [own, 'GRAPH_WEBHOOK_ISSUERS is of no use without GRAPH_APP_ID'],
    [own, 'GRAPH_WEBHOOK_JWKS_URL is of no use without GRAPH_APP_ID'],
    [{ GRAPH_APP_ID, GRAPH_WEBHOOK_ISSUERS: 'https://one.example.com,' }, 'GRAPH_WEBHOOK_ISSUERS'],
    [
      { GRAPH_APP_ID, GRAPH_WEBHOOK_JWKS_URL: 'http://one.example.com' },
      'GRAPH_WEBHOOK_JWKS_URL must be https outside of this machine',
    ],
  ])('that is given half of it, or what cannot be, says so: %j', (given, told) => {
    expect(mistakesIn(webhookOf, given)).toContain(told);
  });
});
