import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Watchers } from '../../simulator/watchers.ts';

interface NoticeResource {
  id?: string;
  state?: string;
  status?: string;
  clientContext?: string;
  mediaState?: { audio: string };
  toneInfo?: { sequenceId: number; tone: string };
  resultInfo?: { code: number | string; subcode: number | string };
  [member: string]: unknown;
}

export interface Notice {
  changeType: string;
  resourceUrl: string;
  resource?: string;
  resourceData: NoticeResource;
}

interface Received {
  headers: IncomingHttpHeaders;
  body: { '@odata.type': string; value: Notice[] };
}

/** An application's callback for calls: it keeps what it is sent and answers as it is told. */
export class GraphReceiver {
  readonly deliveries: Received[] = [];
  /** Statuses to answer the next deliveries with; then 202. */
  statuses: number[] = [];
  #server: Server | undefined;
  #port = 0;
  #watchers = new Watchers();

  async listen(): Promise<this> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const status = this.statuses.shift() ?? 202;
        const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Received['body'];
        if (status < 300) this.deliveries.push({ headers: request.headers, body });
        response.writeHead(status).end();
        this.#watchers.changed();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/calls?key=secret`;
  }

  /** Those that are of a kind that is known to carry a resource. */
  get notices(): Notice[] {
    return this.deliveries.flatMap(({ body }) => body.value).filter(({ resourceData }) => resourceData !== undefined);
  }

  /** What was told of operations with this context. */
  about(clientContext: string): Notice[] {
    return this.notices.filter(({ resourceData }) => resourceData.clientContext === clientContext);
  }

  async until(holds: (notice: Notice) => boolean, count = 1): Promise<Notice> {
    const found = () => this.notices.filter(holds);
    if (!(await this.#watchers.until(() => found().length >= count, 30_000)))
      throw new Error(`It did not come. There came: ${JSON.stringify(this.notices)}`);
    return found()[count - 1] as Notice;
  }

  ended(clientContext: string): Promise<Notice> {
    return this.until(({ resourceData }) => resourceData.clientContext === clientContext);
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
  }
}
