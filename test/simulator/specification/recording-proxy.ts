import { createServer, request as send, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Exchange {
  method: string;
  /** With its query, as it was sent. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  answer: { status: number; headers: IncomingHttpHeaders; body: string };
}

/** Stands before the provider, passes everything on as it is, and keeps what was said. */
export class RecordingProxy {
  readonly exchanges: Exchange[] = [];
  readonly #server: Server;

  private constructor(target: string) {
    this.#server = createServer((request, response) => {
      this.#pass(target, request).then(
        ({ answer: { status, headers, body } }) => response.writeHead(status, headers).end(body),
        () => request.socket.destroy(),
      );
    });
  }

  static async before(target: string): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #pass(target: string, request: IncomingMessage): Promise<Exchange> {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      // The Host header goes along: the signature covers it.
      send(target + url, { method, headers }, resolve)
        .once('error', reject)
        .end(body);
    });
    const { statusCode: status = 0, headers: answered } = response;
    const exchange = { method, url, headers, body, answer: { status, headers: answered, body: await text(response) } };
    this.exchanges.push(exchange);
    return exchange;
  }
}
