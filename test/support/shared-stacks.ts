import { randomUUID } from 'node:crypto';
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
import { shrunkEnvironment } from './shrunk-environment.ts';

/** Where the process of the run keeps them, for those of the files. */
const KEEPER = 'TEST_SHARED_STACKS';

/**
 * Stacks that outlive a file: each Jest worker has one for all its files that need no settings of their own, started when
 * the first of them asks for it. A simulator's switches are for all of its calls, so that files that run side by side have
 * different ones.
 */
export class SharedStacks {
  readonly #server: Server;
  readonly #folder: string;
  readonly #temporalAddress: string;
  readonly #started = new Map<string, Promise<{ stack: CallStack; addresses: StackAddresses }>>();

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
      this.#addressesOf(request.url ?? '').then(
        (addresses) => response.end(JSON.stringify(addresses)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  }

  async close(): Promise<void> {
    this.#server.close();
    const started = await Promise.allSettled(this.#started.values());
    await Promise.all(started.map(async (one) => one.status === 'fulfilled' && one.value.stack.stop()));
  }

  async #addressesOf(key: string): Promise<StackAddresses> {
    const started = this.#started.get(key) ?? this.#start(key);
    this.#started.set(key, started);
    return (await started).addresses;
  }

  async #start(key: string) {
    const ports = {
      api: await freePort(),
      webhooks: await freePort(),
      worker: await freePort(),
      simulator: await freePort(),
      graph: await freePort(),
    };
    const addresses = {
      ports,
      provider: randomIdentity(),
      graph: randomGraph(join(this.#folder, `${randomUUID()}.pem`)),
    };
    const cache = new URL(key, 'http://stack').searchParams.get('cache');
    const stack = await startCallStack({
      ...addresses,
      projectDir: process.cwd(),
      temporalAddress: this.#temporalAddress,
      env: shrunkEnvironment(cache === null ? undefined : Number(cache)),
    });
    return { stack, addresses };
  }
}

/** The one of this Jest worker, with its Graph. */
export async function sharedStack(cache: number | undefined): Promise<Required<ReachableStack>> {
  const key = `/${process.env['JEST_WORKER_ID']}${cache === undefined ? '' : `?cache=${cache}`}`;
  const response = await fetch(process.env[KEEPER] + key);
  if (!response.ok) throw new Error(`no stack: ${await response.text()}`);
  return reachStack((await response.json()) as StackAddresses) as Required<ReachableStack>;
}
