import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { CallOperations, NotificationDelivery } from '../../src/client/index.ts';
import { createAcsNotificationVerifier } from '../../src/providers/acs/verify-notification.ts';
import { createApi, createWebhooks } from '../../src/server/index.ts';
import { audience, bearer, issuer, signer } from './acs-tokens.ts';
import { missingDeadlines } from './failing-rpcs.ts';
import { RecordingServer } from './recording-server.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Record<string, unknown>;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Both listeners, over a Temporal that is away: for what they decide without it. */
export class Listeners {
  readonly logged: Record<string, unknown>[] = [];
  readonly #closing: (() => Promise<unknown>)[] = [];
  #api = '';
  #webhooks = '';
  #authorization = '';

  api(asked: Asked): Promise<Answer> {
    return ask(this.#api, asked);
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

  webhooks(asked: Asked): Promise<Answer> {
    return ask(this.#webhooks, asked);
  }

  async startUp(): Promise<void> {
    const key = await signer('k-1');
    const keys = await RecordingServer.start();
    keys.answering({ status: 200, body: { keys: [key.jwk] } });
    this.#authorization = await bearer(key);
    const connection = Connection.lazy({ address: '127.0.0.1:1', interceptors: missingDeadlines(/./) });
    const client = new Client({ connection });
    const logger = pino({}, { write: (line: string) => void this.logged.push(JSON.parse(line)) });
    const verifier = createAcsNotificationVerifier({ jwksUrl: `${keys.origin}/keys`, issuer, audience });
    const operations = new CallOperations(client, {
      taskQueue: 'nobody',
      notAfterMs: 60_000,
      defaults: {
        operationCallbackUri: 'https://calls.example.com/webhooks/acs',
        waits: {
          httpTimeoutMs: 1,
          startToCloseMs: 1,
          heartbeatMs: 1,
          pairWindowMs: 1,
          graceMs: 1,
          backOffMs: 100,
          lastDeadlineMs: 60_000,
        },
        cancelledCodes: [],
      },
    });
    const api = createApi(logger, operations);
    const webhooks = createWebhooks(logger, verifier, new NotificationDelivery(client, 'nobody'));
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

export function listeners(): Listeners {
  const running = new Listeners();
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
            body: JSON.parse(answered) as Record<string, unknown>,
          }),
        reject,
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
