import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects go out as JSON, texts as they are. */
  readonly body?: unknown;
}

/** `reset`: the connection breaks. `silence`: nothing comes. `half`: the head and a part of the body come. */
export type Behaviour = Reply | 'reset' | 'silence' | 'half';

/** A real HTTP server that keeps what it is asked and answers as told. */
export class RecordingServer {
  readonly requests: RecordedRequest[] = [];
  readonly origin: string;
  /** Called with each request and its number, counted from 0. */
  behave: (request: RecordedRequest, index: number) => Behaviour = () => ({ status: 500 });
  readonly #close: () => Promise<void>;

  private constructor(origin: string, close: () => Promise<void>) {
    this.origin = origin;
    this.#close = close;
  }

  static async start(): Promise<RecordingServer> {
    const server = createServer((request, response) => void recorder.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const recorder: RecordingServer = new RecordingServer(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    );
    return recorder;
  }

  /** Forgets all requests, and answers as told from now on. */
  answering(behave: Behaviour | RecordingServer['behave']): this {
    this.requests.length = 0;
    this.behave = typeof behave === 'function' ? behave : () => behave;
    return this;
  }

  /** Until a request has arrived. */
  async untilAsked(): Promise<void> {
    while (this.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  close(): Promise<void> {
    return this.#close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const recorded = { method, url, headers, body: await text(request) };
    const behaviour = this.behave(recorded, this.requests.push(recorded) - 1);
    if (behaviour === 'silence') return;
    if (behaviour === 'reset') return void request.socket.resetAndDestroy();
    if (behaviour === 'half') {
      response.writeHead(202, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"invitationId":');
      return;
    }
    const { status, headers: replyHeaders = {}, body } = behaviour;
    const bytes = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { ...(body !== undefined && { 'content-type': 'application/json' }), ...replyHeaders });
    response.end(bytes);
  }
}
