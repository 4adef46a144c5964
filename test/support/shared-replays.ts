import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { REPLAYS, type WantedReplays } from './check-replays.ts';
import { Replayer } from './replay.ts';
import { connectToTemporal } from './temporal.ts';

/** Replays histories for all files of a run: a worker that replays costs more to make than most replays do. */
export class SharedReplays {
  readonly #server: Server;
  readonly #client: Client;
  /** By Jest worker and bundle: a file waits for its own replays only. */
  readonly #replayers = new Map<string, Replayer>();

  static async open(): Promise<SharedReplays> {
    Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
    const replays = new SharedReplays(await connectToTemporal());
    replays.#server.listen(0, '127.0.0.1');
    await once(replays.#server, 'listening');
    process.env[REPLAYS] = `http://127.0.0.1:${(replays.#server.address() as AddressInfo).port}`;
    return replays;
  }

  private constructor(client: Client) {
    this.#client = client;
    this.#server = createServer((request, response) => {
      this.#check(request).then(
        () => response.end(),
        (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.stack : String(error)),
      );
    });
  }

  async #check(request: IncomingMessage): Promise<void> {
    const { bundle, workflowIds } = JSON.parse(await text(request)) as WantedReplays;
    const key = `${request.url}/${bundle}`;
    const replayer = this.#replayers.get(key) ?? new Replayer(this.#client, bundle);
    this.#replayers.set(key, replayer);
    try {
      await replayer.check(workflowIds);
    } catch (error) {
      // What has failed once may hold the next replay up.
      this.#replayers.delete(key);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await Promise.all([...this.#replayers.values()].map((replayer) => replayer.close()));
    await this.#client.connection.close();
  }
}
