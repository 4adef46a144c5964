import { randomUUID } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { CallOperations, GraphNotificationDelivery, NotificationDelivery } from '../../src/client/index.ts';
import { createAcsNotificationVerifier } from '../../src/providers/acs/verify-notification.ts';
import { createGraphNotificationVerifier } from '../../src/providers/graph/verify-notification.ts';
import { createApi, createWebhooks, type ApiParts } from '../../src/server/index.ts';
import { ServerMetrics } from '../../src/server/metrics.ts';
import { ServerReadiness } from '../../src/server/readiness.ts';
import { audience, bearer, issuer, signer } from './acs-tokens.ts';
import * as graph from './graph-tokens.ts';
import { missingDeadlines } from './failing-rpcs.ts';
import { RecordingServer } from './recording-server.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Who is let in, and how often. */
type Admission = Partial<Pick<ApiParts, 'credentials' | 'limits'>>;

const GENEROUS = { requestsPerMinute: 10_000, requestsAtOnce: 1_000 };

/** Both listeners, over a Temporal that is away: for what they decide without it. */
export class Listeners {
  readonly logged: Record<string, unknown>[] = [];
  readonly #closing: (() => Promise<unknown>)[] = [];
  readonly #parts: Pick<ApiParts, 'credentials' | 'limits'>;
  #api = '';
  #webhooks = '';
  #authorization = '';
  #graphAuthorization = '';
  #keys: { give(): void; lose(): void } | undefined;

  constructor({ credentials, limits = GENEROUS }: Admission = {}) {
    this.#parts = { credentials, limits };
  }

  get apiOrigin(): string {
    return this.#api;
  }

  api(asked: Asked): Promise<Answer> {
    return ask(this.#api, asked);
  }

  /** A request to the API that is under way until its connection is destroyed: its body never comes. */
  async hold(): Promise<Socket> {
    const { hostname, port } = new URL(this.#api);
    const id = randomUUID();
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /v1/operations/nothing/cancel HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: ${id}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 10\r\n\r\n',
    );
    while (!this.logged.some(({ reqId }) => reqId === id)) await sleep(10);
    return socket;
  }

  /** What is answered to a connection to the API that says this, and no more. */
  say(words: string): Promise<string> {
    const { hostname, port } = new URL(this.#api);
    const socket = connect(Number(port), hostname);
    socket.write(words);
    return text(socket);
  }

  /** A delivery that ACS has signed. */
  deliver(body: unknown, contentType = 'application/json'): Promise<Answer> {
    return ask(this.#webhooks, {
      method: 'POST',
      path: '/webhooks/acs',
      headers: { authorization: this.#authorization, 'content-type': contentType },
      body: JSON.stringify(body),
    });
  }

  /** A delivery that Graph has signed. */
  deliverGraph(body: unknown): Promise<Answer> {
    return this.deliverGraphText(JSON.stringify(body));
  }

  deliverGraphText(body: string, contentType = 'application/json'): Promise<Answer> {
    return ask(this.#webhooks, {
      method: 'POST',
      path: '/webhooks/graph',
      headers: { authorization: this.#graphAuthorization, 'content-type': contentType },
      body,
    });
  }

  /** As long as the work takes, the keys of the providers cannot be had; those that were had are kept. */
  async withoutKeys<T>(work: () => Promise<T>): Promise<T> {
    this.#keys?.lose();
    try {
      return await work();
    } finally {
      this.#keys?.give();
    }
  }

  webhooks(asked: Asked): Promise<Answer> {
    return ask(this.#webhooks, asked);
  }

  async startUp(): Promise<void> {
    const key = await signer('k-1');
    const keys = await RecordingServer.start();
    const give = () => void keys.answering({ status: 200, body: { keys: [key.jwk] } });
    this.#keys = { give, lose: () => void keys.answering({ status: 503 }) };
    give();
    this.#authorization = await bearer(key);
    this.#graphAuthorization = await graph.bearer(key);
    const connection = Connection.lazy({ address: '127.0.0.1:1', interceptors: missingDeadlines(/./) });
    const client = new Client({ connection });
    const logger = pino({}, { write: (line: string) => void this.logged.push(JSON.parse(line)) });
    const verifier = createAcsNotificationVerifier({ jwksUrl: `${keys.origin}/keys`, issuer, audience });
    const callbackUri = 'https://calls.example.com/webhooks/acs';
    const operations = new CallOperations({ client, callbackUri, taskQueue: 'nobody' });
    const metrics = new ServerMetrics();
    const readiness = new ServerReadiness(client);
    const api = await createApi(logger, { operations, graphCloud: 'global', readiness, metrics, ...this.#parts });
    const webhooks = createWebhooks(logger, {
      metrics,
      acs: { verifier, delivery: new NotificationDelivery(client, 'nobody') },
      graph: {
        verifier: createGraphNotificationVerifier({
          jwksUrl: `${keys.origin}/keys`,
          issuers: graph.issuers,
          audience: graph.audience,
        }),
        delivery: new GraphNotificationDelivery(client, 'nobody'),
      },
    });
    this.#api = await api.listen({ host: '127.0.0.1', port: 0 });
    this.#webhooks = await webhooks.listen({ host: '127.0.0.1', port: 0 });
    this.#closing.push(
      () => api.close(),
      () => webhooks.close(),
      () => keys.close(),
      () => connection.close(),
    );
  }

  async shutDown(): Promise<void> {
    for (const close of this.#closing) await close();
  }
}

export function listeners(admission?: Admission): Listeners {
  const running = new Listeners(admission);
  beforeAll(() => running.startUp());
  beforeEach(() => void running.logged.splice(0));
  afterAll(() => running.shutDown());
  return running;
}

/** With the path as it is given: `fetch` would tidy it up. */
async function ask(origin: string, { method, path, headers = {}, body }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(origin, { method, path, headers, agent: false }, (response) => {
      text(response).then(
        (answered) =>
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'],
            headers: response.headers,
            body: JSON.parse(answered) as Record<string, unknown>,
          }),
        reject,
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
