import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Watchers } from '../../simulator/watchers.ts';

export interface ReceivedEvent {
  id: string;
  source: string;
  subject: string;
  type: string;
  time: string;
  specversion: string;
  datacontenttype?: string;
  data: Record<string, unknown> & { resultInformation?: { code: number; subCode: number } };
}

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  events: ReceivedEvent[];
}

/** An application's webhook endpoint: it keeps what it is sent and answers as it is told. */
export class Receiver {
  readonly deliveries: Received[] = [];
  /** What was sent, as it came over the wire. */
  readonly texts: string[] = [];
  /** Events of deliveries that were not answered 2xx. */
  refused: ReceivedEvent[] = [];
  /** Statuses to answer the next deliveries with; then 200. */
  statuses: number[] = [];
  #server: Server | undefined;
  #watchers = new Watchers();
  #port = 0;

  async listen(port = 0): Promise<this> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const status = this.statuses.shift() ?? 200;
        const text = Buffer.concat(chunks).toString('utf8');
        this.texts.push(text);
        const events = JSON.parse(text) as ReceivedEvent[];
        if (status < 300) this.deliveries.push({ path: request.url ?? '', headers: request.headers, events });
        else this.refused.push(...events);
        response.writeHead(status).end();
        this.#watchers.changed();
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  url(path = '/events'): string {
    return `http://127.0.0.1:${this.#port}${path}`;
  }

  /** All events taken so far, in order; with a type only those of it. */
  events(type?: string): ReceivedEvent[] {
    const all = this.deliveries.flatMap(({ events }) => events);
    return type === undefined ? all : all.filter((event) => shortType(event) === type);
  }

  /** The types of events for an operation context, in order. */
  typesFor(operationContext: string): string[] {
    return this.events()
      .filter(({ data }) => data['operationContext'] === operationContext)
      .map(shortType);
  }

  async until(type: string, count = 1): Promise<ReceivedEvent> {
    const found = await this.#watchers.until(() => this.events(type).length >= count, 30_000);
    if (!found) throw new Error(`No ${type} came. There came: ${this.events().map(shortType).join(', ')}.`);
    return this.events(type)[count - 1] as ReceivedEvent;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
  }
}

function shortType({ type }: ReceivedEvent): string {
  return type.replace('Microsoft.Communication.', '');
}
