import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { startCallStack, type CallStack } from '../../dev/call-stack.ts';
import type { SimulatorControl } from '../../simulator/control-client.ts';
import { OperationsApi } from './operations-api.ts';
import { recordHistories } from './record-histories.ts';
import { recordSteps } from './record-steps.ts';
import { codeOf, connectToTemporal, replay } from './replay.ts';

declare global {
  var WORKFLOW_CACHE: number | undefined;
}

const START_TIMEOUT_MS = 90_000;

/** Waits of an operation, shrunk: tests make their races by order, and only deadlines by time. */
const SHRUNK_WAITS = {
  DURABLE_CALLS_BACK_OFF_MS: '100',
  DURABLE_CALLS_GRACE_MS: '400',
  DURABLE_CALLS_HEARTBEAT_MS: '1500',
  DURABLE_CALLS_HTTP_TIMEOUT_MS: '4000',
  DURABLE_CALLS_LAST_DEADLINE_MS: '6000',
  DURABLE_CALLS_START_TO_CLOSE_MS: '9000',
};

/** The whole stack, for the tests of one file. */
export class Lifecycle {
  #stack: CallStack | undefined;
  #client: Client | undefined;
  #api: OperationsApi | undefined;
  readonly logged: string[] = [];

  get stack(): CallStack {
    return here(this.#stack);
  }

  get simulator(): SimulatorControl {
    return this.stack.simulator;
  }

  get api(): OperationsApi {
    return here(this.#api);
  }

  get temporal(): Client {
    return here(this.#client);
  }

  /** A call whose events come to us. */
  call(): Promise<string> {
    return this.simulator.createCall({ callbackUri: this.stack.callbackUri });
  }

  async killWorker(): Promise<void> {
    const worker = this.stack.process('worker');
    process.kill(worker.pid, 'SIGKILL');
    await worker.exited;
  }

  async historyLength(operationId: string): Promise<number> {
    return (await this.temporal.workflow.getHandle(operationId).describe()).historyLength;
  }

  async startUp(env: Readonly<Record<string, string>>): Promise<void> {
    this.#client = await connectToTemporal();
    const cache = globalThis.WORKFLOW_CACHE;
    this.#stack = await startCallStack({
      projectDir: process.cwd(),
      temporalAddress: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
      env: {
        ...SHRUNK_WAITS,
        DURABLE_CALLS_TASK_QUEUE: `lifecycle-${randomUUID()}`,
        // By default every killed worker costs its successor 10 s.
        DURABLE_CALLS_STICKY_TIMEOUT_MS: '1000',
        DURABLE_CALLS_WORKFLOW_BUNDLE: process.env['TEST_CALLS_BUNDLE'] ?? '',
        ...(cache !== undefined && { DURABLE_CALLS_MAX_CACHED_WORKFLOWS: String(cache) }),
        ...env,
      },
      onLine: (name, line) => this.logged.push(`${name} ${line}`),
    });
    this.#api = new OperationsApi(this.#stack.api);
  }

  async checkReplays(): Promise<void> {
    await replay(this.temporal, this.api.started, codeOf('TEST_CALLS_BUNDLE'));
    await recordHistories(this.temporal, this.api.started);
    await recordSteps(this.temporal, this.api.started);
    this.api.started.clear();
    await this.simulator.reset();
  }

  async shutDown(): Promise<void> {
    await this.#stack?.stop();
    await this.#client?.connection.close();
  }
}

/** Runs the stack for a file's tests, and replays every workflow that a test started when the test ends. */
export function lifecycle(env: Readonly<Record<string, string>> = {}): Lifecycle {
  const running = new Lifecycle();
  beforeAll(() => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    return running.startUp(env);
  }, START_TIMEOUT_MS);
  afterEach(() => running.checkReplays());
  afterAll(() => running.shutDown());
  return running;
}

export const bob = { participant: { kind: 'communicationUser', id: '8:acs:simulated-resource_bob' } } as const;
export const bobsRawId = bob.participant.id;

function here<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the stack has not started');
  return value;
}
