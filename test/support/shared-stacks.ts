import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  randomGraph,
  randomIdentity,
  reachStack,
  startCallStack,
  type CallStack,
  type ReachableStack,
  type StackAddresses,
} from '../../dev/call-stack.ts';
import { freePort } from '../../dev/free-port.ts';
import { programs } from './programs.ts';
import { cacheSettings, stackSettings, type StackKind } from './stack-settings.ts';

/** Where the process of the run is asked for them. */
const KEEPER = 'TEST_SHARED_STACKS';

interface Wanted {
  readonly kind: StackKind;
  readonly jestWorker: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

interface Described {
  readonly addresses: StackAddresses;
  readonly taskQueue: string;
}

/**
 * Stacks that outlive a file: each Jest worker has one of a kind for all its files that need no settings of their own,
 * started when the first of them asks for it. A simulator's switches are for all of its calls, so two files that run side by
 * side have two.
 */
export class SharedStacks {
  readonly #server: Server;
  readonly #folder: string;
  readonly #temporalAddress: string;
  readonly #started = new Map<string, Promise<Described>>();
  readonly #stacks: CallStack[] = [];

  /** @param folder for what the stacks write */
  static async open(folder: string, temporalAddress: string): Promise<SharedStacks> {
    const stacks = new SharedStacks(folder, temporalAddress);
    stacks.#server.listen(0, '127.0.0.1');
    await once(stacks.#server, 'listening');
    process.env[KEEPER] = `http://127.0.0.1:${(stacks.#server.address() as AddressInfo).port}`;
    return stacks;
  }

  private constructor(folder: string, temporalAddress: string) {
    this.#folder = folder;
    this.#temporalAddress = temporalAddress;
    this.#server = createServer((request, response) => {
      const wanted = decodeURIComponent(request.url?.slice(1) ?? '');
      const started = this.#started.get(wanted) ?? this.#start(JSON.parse(wanted) as Wanted);
      this.#started.set(wanted, started);
      started.then(
        (described) => response.end(JSON.stringify(described)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await Promise.allSettled(this.#started.values());
    await Promise.all(this.#stacks.map((stack) => stack.stop()));
  }

  async #start({ kind, jestWorker, settings }: Wanted): Promise<Described> {
    const ports = {
      api: await freePort(),
      webhooks: await freePort(),
      worker: await freePort(),
      simulator: await freePort(),
      graph: await freePort(),
    };
    const graph = randomGraph(join(this.#folder, `${kind}-${jestWorker}-${ports.graph}.pem`));
    const addresses = { ports, provider: randomIdentity(), ...(kind === 'graph' && { graph }) };
    const env = stackSettings(kind, settings);
    this.#stacks.push(
      await startCallStack({ ...programs(), ...addresses, temporalAddress: this.#temporalAddress, env }),
    );
    return { addresses, taskQueue: env.DURABLE_CALLS_TASK_QUEUE };
  }
}

/** The one of this Jest worker. */
export async function sharedStack(kind: StackKind): Promise<{ stack: ReachableStack; taskQueue: string }> {
  const wanted: Wanted = { kind, jestWorker: process.env['JEST_WORKER_ID'], settings: cacheSettings() };
  const response = await fetch(`${process.env[KEEPER]}/${encodeURIComponent(JSON.stringify(wanted))}`);
  if (!response.ok) throw new Error(`no stack: ${await response.text()}`);
  const { addresses, taskQueue } = (await response.json()) as Described;
  return { stack: reachStack(addresses), taskQueue };
}
