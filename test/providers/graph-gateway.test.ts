import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TokenCredential } from '@azure/identity';
import { graphClient } from '../../src/providers/graph/client.ts';
import { createGraphGateway, type GraphGateway } from '../../src/providers/graph/gateway.ts';
import { TenantTokens } from '../../src/providers/graph/tenant-tokens.ts';
import { attemptNumber } from '../support/acs-requests.ts';
import {
  aboutCall,
  bareRequest,
  CALL,
  graphGatewayTo,
  OTHER_TENANT,
  playRequest,
  recordRequest,
  TENANT,
  tokenOf,
} from '../support/graph-requests.ts';
import { RecordingServer } from '../support/recording-server.ts';

let graph: RecordingServer;
let gateway: GraphGateway;
const first = attemptNumber(1);

beforeAll(async () => {
  graph = await RecordingServer.start();
  gateway = graphGatewayTo(graph.origin);
});
afterAll(() => graph.close());

const operationId = '0fe0623f-d628-42ed-b4bd-8ac290072cc5';
const callPath = `/v1.0/communications/calls/${CALL}`;
const mediaPrompt = (mediaInfo: object) => ({
  '@odata.type': '#microsoft.graph.mediaPrompt',
  mediaInfo: { '@odata.type': '#microsoft.graph.mediaInfo', ...mediaInfo },
});
const sent = () =>
  graph.requests.map(({ method, url, body }) => [method, url, body === '' ? '' : (JSON.parse(body) as unknown)]);

describe('on the wire', () => {
  test('prompts are media prompts in their order, and nothing else is said of them', async () => {
    graph.answering({ status: 200, body: { id: operationId } });
    const prompts = [{ uri: 'https://p.invalid/1.wav' }, { uri: 'https://p.invalid/2.wav', resourceId: 'two' }];
    await gateway.playPrompt(playRequest({ prompts, clientContext: 'c' }), first);
    expect(sent()).toEqual([
      ['POST', `${callPath}/playPrompt`, { prompts: prompts.map(mediaPrompt), clientContext: 'c' }],
    ]);
  });

  test('a recording says all of its limits, and a prompt where it has one', async () => {
    graph.answering({ status: 200, body: { id: operationId } });
    await gateway.recordResponse(recordRequest({ clientContext: 'c' }), first);
    const uri = 'https://p.invalid/1.wav';
    await gateway.recordResponse(recordRequest({ prompt: { uri } }), first);
    expect(sent()).toEqual([
      [
        'POST',
        `${callPath}/recordResponse`,
        {
          bargeInAllowed: false,
          initialSilenceTimeoutInSeconds: 5,
          maxSilenceTimeoutInSeconds: 6,
          maxRecordDurationInSeconds: 7,
          playBeep: true,
          stopTones: ['#', '1'],
          clientContext: 'c',
        },
      ],
      ['POST', `${callPath}/recordResponse`, expect.objectContaining({ prompts: [mediaPrompt({ uri })] })],
    ]);
  });

  test('a subscription and a cancel say their context only', async () => {
    graph.answering({ status: 200, body: { id: operationId } });
    await gateway.subscribeToTone(bareRequest({ clientContext: 't' }), first);
    await gateway.cancelMediaProcessing(bareRequest({ clientContext: 'c' }), first);
    expect(sent()).toEqual([
      ['POST', `${callPath}/subscribeToTone`, { clientContext: 't' }],
      ['POST', `${callPath}/cancelMediaProcessing`, { clientContext: 'c' }],
    ]);
  });

  test('what is asked of a call has no body', async () => {
    graph.answering({ status: 200, body: {} });
    await gateway.keepAlive(aboutCall, first);
    await gateway.getGraphCall(aboutCall, first);
    await gateway.deleteCall(aboutCall, first);
    expect(sent()).toEqual([
      ['POST', `${callPath}/keepAlive`, ''],
      ['GET', callPath, ''],
      ['DELETE', callPath, ''],
    ]);
    expect(graph.requests[0]?.headers['content-length']).toBe('0');
  });

  test('a body is JSON, and says so', async () => {
    graph.answering({ status: 200, body: {} });
    await gateway.playPrompt(playRequest(), first);
    expect(graph.requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json',
      'user-agent': expect.stringMatching(/^durable-calls/),
    });
  });

  test('a call id cannot leave its place in the path', async () => {
    graph.answering({ status: 200, body: {} });
    await gateway.getGraphCall({ ...aboutCall, callId: '../users?x' }, first);
    expect(graph.requests[0]?.url).toBe('/v1.0/communications/calls/..%2Fusers%3Fx');
    for (const callId of ['', '.', '..'])
      await expect(gateway.deleteCall({ ...aboutCall, callId }, first)).rejects.toThrow('the id of the call');
    expect(graph.requests).toHaveLength(1);
  });

  test.each([
    ['', '/v1.0'],
    ['/', '/v1.0'],
    ['/beta/', '/beta'],
    ['/gateway/v1.0', '/gateway/v1.0'],
  ])('a base URL that ends in "%s" is followed by the path of the call below %s', async (path, base) => {
    graph.answering({ status: 200, body: {} });
    await graphGatewayTo(graph.origin + path).getGraphCall(aboutCall, first);
    expect(graph.requests[0]?.url).toBe(`${base}/communications/calls/${CALL}`);
  });
});

describe('what Graph answers', () => {
  const playing = (body: unknown, headers: Record<string, string> = {}) => {
    graph.answering({ status: 200, body, headers });
    return gateway.playPrompt(playRequest(), first);
  };

  test.each<[string, object, object]>([
    ['a plain operation', { id: operationId, status: 'running' }, { operationId, status: 'running' }],
    [
      'another spelling',
      { id: '0FE0623FD62842EDB4BD8AC290072CC5', status: 'Running' },
      { operationId, status: 'running' },
    ],
    ['no id', { status: 'notStarted' }, { status: 'notstarted' }],
    ['nothing that is known', { id: null, status: 7, prompts: [] }, {}],
    ['an id that is a text of somebody', { id: 'call +1 425 555 0123' }, {}],
    [
      'a result with numbers as text',
      { id: operationId, status: 'Failed', resultInfo: { code: '400', subcode: '8508', message: 'Action failed.' } },
      { operationId, status: 'failed', code: 400, subCode: 8508, message: 'Action failed.', result: 'cancelled' },
    ],
    ['a result that is empty', { id: operationId, resultInfo: null }, { operationId }],
  ])('%s is read', async (_, body, value) => {
    expect(await playing(body)).toEqual({ ok: true, value, status: 200 });
  });

  test.each<[string, unknown]>([
    ['nothing', ''],
    ['a page', '<html>'],
    ['a list', []],
  ])('a success with %s in it cannot be read', async (_, body) => {
    expect(await playing(body)).toEqual({
      ok: false,
      failure: { class: 'unreadable', sentBefore: true, status: 200 },
      sentence: 'Graph answered 200 to playPrompt with a body that cannot be read (attempt 1)',
    });
  });

  test.each([
    `https://graph.microsoft.com/v1.0/communications/calls/${CALL}/operations/17e3b46c-f61d-4f4d-9635-c626ef18e6ad`,
    '/app/calls/x/operations/17E3B46CF61D4F4D9635C626EF18E6AD',
  ])(
    'where Location names another operation than the body, the body counts and it is remarked: %s',
    async (location) => {
      expect(await playing({ id: operationId, status: 'running' }, { location })).toEqual({
        ok: true,
        value: { operationId, status: 'running' },
        status: 200,
        remark: `Graph answered 200 to playPrompt and names operation ${operationId} in its body, which counts, and another one in Location (attempt 1)`,
      });
    },
  );

  test.each([
    `https://graph.microsoft.com/v1.0/communications/calls/${CALL}/operations/${operationId}`,
    '/communications/calls/x/operations/0FE0623FD62842EDB4BD8AC290072CC5',
    'somewhere',
  ])('a Location that says the same in another form, or nothing, is not remarked: %s', async (location) => {
    expect(await playing({ id: operationId }, { location })).toEqual({ ok: true, value: { operationId }, status: 200 });
  });

  test.each<[object, object]>([
    [
      { state: 'Established', mediaState: { audio: 'Active' }, tenantId: TENANT.toUpperCase() },
      { found: true, state: 'established', audio: 'active', tenantId: TENANT },
    ],
    [
      { state: 'terminated', mediaState: null },
      { found: true, state: 'terminated' },
    ],
    [{}, { found: true }],
  ])('the call %j is read', async (body, value) => {
    graph.answering({ status: 200, body });
    expect(await gateway.getGraphCall(aboutCall, first)).toEqual({ ok: true, value, status: 200 });
  });

  test('a call that cannot be read is not known', async () => {
    graph.answering({ status: 200, body: '<html>' });
    expect(await gateway.getGraphCall(aboutCall, first)).toMatchObject({ failure: { class: 'unreadable' } });
  });

  test.each(['keepAlive', 'deleteCall'] as const)('%s needs no body to have found the call', async (operation) => {
    graph.answering({ status: 204 });
    expect(await gateway[operation](aboutCall, first)).toEqual({ ok: true, value: { found: true }, status: 204 });
  });

  test.each(['keepAlive', 'getGraphCall', 'deleteCall'] as const)(
    'a 404 of Graph to %s is the end of the call, and one of somebody else is not',
    async (operation) => {
      graph.answering({ status: 404, body: { error: { code: '8522', message: 'Call not found.' } } });
      expect(await gateway[operation](aboutCall, first)).toEqual({ ok: true, value: { found: false }, status: 404 });
      graph.answering({ status: 404 });
      expect(await gateway[operation](aboutCall, first)).toEqual({ ok: true, value: { found: false }, status: 404 });
      graph.answering({ status: 404, body: '<html>no such page</html>' });
      expect(await gateway[operation](aboutCall, first)).toMatchObject({ failure: { class: 'rejected', status: 404 } });
    },
  );
});

describe('tokens', () => {
  test('each request carries one of the tenant of its call, asked for once', async () => {
    const asked: string[] = [];
    const counting = (tenantId: string): TokenCredential => ({
      getToken: () => {
        asked.push(tenantId);
        return Promise.resolve(tokenOf(tenantId));
      },
    });
    const counted = graphGatewayTo(graph.origin, counting);
    graph.answering({ status: 200, body: {} });
    for (const tenantId of [TENANT, OTHER_TENANT, TENANT, OTHER_TENANT])
      await counted.playPrompt(playRequest({ tenantId }), first);
    expect(graph.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer token-of-${TENANT}`,
      `Bearer token-of-${OTHER_TENANT}`,
      `Bearer token-of-${TENANT}`,
      `Bearer token-of-${OTHER_TENANT}`,
    ]);
    expect(asked).toEqual([TENANT, OTHER_TENANT]);
  });

  test('one that was refused is not used again: the request is sent once more, with a fresh one', async () => {
    let opened = 0;
    const numbered = (): TokenCredential => {
      const token = { ...tokenOf(TENANT), token: `number-${++opened}` };
      return { getToken: () => Promise.resolve(token) };
    };
    const refused = graphGatewayTo(graph.origin, numbered);
    graph.answering((_, index) => ({ status: index === 0 ? 401 : 200, body: {} }));
    expect(await refused.playPrompt(playRequest(), first)).toMatchObject({ ok: true });
    expect(graph.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer number-1', 'Bearer number-2']);
  });

  test('where a fresh one is refused as well, or comes too late, the request is not sent again', async () => {
    graph.answering({ status: 401 });
    expect(await gateway.playPrompt(playRequest(), first)).toMatchObject({
      failure: { class: 'credentials', sentBefore: false, status: 401 },
    });
    expect(graph.requests).toHaveLength(2);

    const until = Date.now() + 500;
    graph.answering(() => {
      while (Date.now() <= until);
      return { status: 401 };
    });
    const sendUntil = new Date(until).toISOString();
    expect(await gateway.playPrompt(playRequest({ sendUntil }), first)).toMatchObject({
      failure: { class: 'expired', sentBefore: false },
    });
    expect(graph.requests).toHaveLength(1);
  });

  test.each(['usGovernment', 'china'] as const)('a call in the cloud %s gets none of ours', async (cloud) => {
    graph.answering({ status: 200, body: {} });
    expect(await gateway.playPrompt(playRequest({ cloud }), first)).toEqual({
      ok: false,
      failure: { class: 'credentials', sentBefore: false },
      sentence: `playPrompt was not sent to Graph (attempt 1): the worker has no application in the cloud ${cloud}`,
    });
    expect(await createGraphGateway(undefined).getGraphCall(aboutCall, first)).toMatchObject({
      failure: { class: 'credentials', sentBefore: false },
    });
    expect(graph.requests).toHaveLength(0);
  });

  test('none is sent over http to another machine', () => {
    const tokens = new TenantTokens(() => ({ getToken: () => Promise.resolve(null) }), 'scope');
    for (const url of ['http://graph.example.com', 'graph.example.com', 'ftp://graph.example.com'])
      expect(() => graphClient('global', url, tokens)).toThrow('must be an https:// address');
  });
});

describe('when it is sent', () => {
  const slow = (ms: number) =>
    graphGatewayTo(graph.origin, (tenantId) => ({
      getToken: () => new Promise((resolve) => setTimeout(() => resolve(tokenOf(tenantId)), ms)),
    }));

  test.each(['playPrompt', 'recordResponse', 'subscribeToTone', 'cancelMediaProcessing'] as const)(
    '%s is not sent after its time, however long the token took',
    async (operation) => {
      graph.answering({ status: 200, body: {} });
      const soon = { ...playRequest(), ...recordRequest(), sendUntil: new Date(Date.now() + 50).toISOString() };
      expect(await slow(100)[operation](soon, first)).toEqual({
        ok: false,
        failure: { class: 'expired', sentBefore: false },
        sentence: `${operation} was not sent to Graph (attempt 1): its sendUntil has passed`,
      });
      expect(graph.requests).toHaveLength(0);
    },
  );

  test('a time that is none is over', async () => {
    graph.answering({ status: 200, body: {} });
    const request = playRequest({ sendUntil: 'soon' });
    expect(await gateway.playPrompt(request, first)).toMatchObject({ failure: { class: 'expired' } });
    expect(graph.requests).toHaveLength(0);
  });

  test('a slow token takes nothing from the time of the request', async () => {
    graph.answering({ status: 200, body: {} });
    expect(await slow(1_000).playPrompt(playRequest({ httpTimeoutMs: 30_000 }), first)).toMatchObject({ ok: true });
    expect(await slow(2_500).playPrompt(playRequest({ httpTimeoutMs: 500 }), first)).toMatchObject({
      failure: { class: 'credentials', sentBefore: false },
      sentence: expect.stringContaining('no token in time'),
    });
    expect(graph.requests).toHaveLength(1);
  });

  test('who gives a media request up while a token is waited for keeps it from being sent', async () => {
    graph.answering({ status: 200, body: {} });
    const controller = new AbortController();
    let give = (): void => undefined;
    const given = new Promise<void>((resolve) => (give = resolve));
    const waiting = graphGatewayTo(graph.origin, (tenantId) => ({
      getToken: () => given.then(() => tokenOf(tenantId)),
    }));
    const attempt = waiting.playPrompt(playRequest(), { number: 1, signal: controller.signal });
    controller.abort(new Error('left'));
    await expect(attempt).rejects.toThrow('left');
    give();
    // Answered after it would have been.
    expect(await waiting.playPrompt(playRequest(), first)).toMatchObject({ ok: true });
    expect(graph.requests).toHaveLength(1);
  });

  test('a media request that was sent is heard out, and a look is given up', async () => {
    const controller = new AbortController();
    graph.answering(() => {
      controller.abort(new Error('left'));
      return { status: 200, body: { id: operationId } };
    });
    const attempt = { number: 1, signal: controller.signal };
    expect(await gateway.playPrompt(playRequest(), attempt)).toMatchObject({ ok: true, value: { operationId } });
    await expect(gateway.getGraphCall(aboutCall, attempt)).rejects.toThrow('left');
    expect(graph.requests).toHaveLength(1);
  });
});
