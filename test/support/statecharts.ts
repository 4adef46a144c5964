import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { AnyStateMachine } from 'xstate';
import { StatechartClient, type StatechartInstance } from '../../src/statechart/client/index.ts';
import { statechartWorkerOptions } from '../../src/statechart/worker/index.ts';
import { codeOf, connectToTemporal, replay } from './replay.ts';
import type { TestActivities } from './statecharts/activities.ts';

declare global {
  var WORKFLOW_CACHE: number | undefined;
}

const NO_ACTIVITIES: TestActivities = { charge: () => Promise.reject(new Error('this test charges nothing')) };

/** Workers for test machines in this process, and clients for them. */
export class Statecharts {
  readonly taskQueue = `statecharts-${randomUUID()}`;
  readonly #started = new Set<string>();
  #client: Client | undefined;
  #connection: NativeConnection | undefined;

  get temporal(): Client {
    if (this.#client === undefined) throw new Error('the set-up has not run');
    return this.#client;
  }

  client<TMachine extends AnyStateMachine>(machine: TMachine, workflow: string): StatechartClient<TMachine> {
    return new StatechartClient(this.temporal, { machine, workflow, taskQueue: this.taskQueue });
  }

  /** An id that is replayed when the test ends. */
  id(): string {
    const id = `instance-${randomUUID()}`;
    this.#started.add(id);
    return id;
  }

  /** Runs a worker as long as `work` takes. */
  async withWorker<T>(work: () => Promise<T>, activities: Partial<TestActivities> = {}): Promise<T> {
    const worker = await this.createWorker(activities);
    return worker.runUntil(work);
  }

  createWorker(activities: Partial<TestActivities> = {}, otherwise: Partial<WorkerOptions> = {}): Promise<Worker> {
    const cache = globalThis.WORKFLOW_CACHE;
    if (this.#connection === undefined) throw new Error('the set-up has not run');
    return Worker.create({
      connection: this.#connection,
      taskQueue: this.taskQueue,
      workflowBundle: { code: codeOf('TEST_STATECHARTS_BUNDLE') },
      activities: { ...NO_ACTIVITIES, ...activities },
      interceptors: statechartWorkerOptions().interceptors,
      stickyQueueScheduleToStartTimeout: '1s',
      ...(cache !== undefined && { maxCachedWorkflows: cache }),
      ...otherwise,
    });
  }

  async historyLength(id: string): Promise<number> {
    return (await this.temporal.workflow.getHandle(id).describe()).historyLength;
  }

  history(id: string, runId?: string) {
    return this.temporal.workflow.getHandle(id, runId).fetchHistory();
  }

  /** Visibility comes a little later than what it tells of. */
  async untilListed(query: string, count: number): Promise<void> {
    while ((await this.temporal.workflow.count(query)).count < count) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async startUp(): Promise<void> {
    Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
    this.#client = await connectToTemporal();
    this.#connection = await NativeConnection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '' });
  }

  async checkReplays(): Promise<void> {
    await replay(this.temporal, this.#started, codeOf('TEST_STATECHARTS_BUNDLE'));
    this.#started.clear();
  }

  async shutDown(): Promise<void> {
    await this.#client?.connection.close();
    await this.#connection?.close();
  }
}

/** For the tests of one file; every instance whose id came from here is replayed when its test ends. */
export function statecharts(): Statecharts {
  const running = new Statecharts();
  beforeAll(() => running.startUp());
  afterEach(() => running.checkReplays());
  afterAll(() => running.shutDown());
  return running;
}

/** Reads the view until it is as wished; queries write no history. */
export async function untilView<TMachine extends AnyStateMachine>(
  instance: StatechartInstance<TMachine>,
  holds: (view: Awaited<ReturnType<StatechartInstance<TMachine>['view']>>) => boolean,
  timeoutMs = 15_000,
) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    // As patient as the whole wait: on a busy machine one answer may take most of it.
    const view = await instance.view({ timeoutMs });
    if (holds(view)) return view;
    if (Date.now() > deadline) throw new Error(`not reached within ${timeoutMs} ms: ${JSON.stringify(view)}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
