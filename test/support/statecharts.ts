import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { AnyStateMachine } from 'xstate';
import { StatechartClient, type StatechartInstance } from '../../src/statechart/client/index.ts';
import { statechartWorkerOptions } from '../../src/statechart/worker/index.ts';
import { askAgain, nothingIfLost } from './ask-again.ts';
import { eventsAtRest } from './lost-tasks.ts';
import { codeOf, connectToTemporal, terminateOpen } from './temporal.ts';
import { checkReplays } from './check-replays.ts';
import type { TestActivities } from './statecharts/activities.ts';

declare global {
  var WORKFLOW_CACHE: number | undefined;
}

const NO_ACTIVITIES: TestActivities = { charge: () => Promise.reject(new Error('this test charges nothing')) };

interface SharedWorker {
  readonly worker: Worker;
  readonly run: Promise<void>;
  /** Rejects when the worker ends, as by a fault. */
  readonly ended: Promise<never>;
  readonly taskQueue: string;
}

/** Workers for test machines in this process, and clients for them. */
export class Statecharts {
  #taskQueue = newTaskQueue();
  readonly #started = new Set<string>();
  #client: Client | undefined;
  #connection: NativeConnection | undefined;
  #shared: SharedWorker | undefined;

  get temporal(): Client {
    if (this.#client === undefined) throw new Error('the set-up has not run');
    return this.#client;
  }

  get taskQueue(): string {
    return this.#taskQueue;
  }

  /** For a test of its own: it gets no task that an earlier one has left, and no poll of an earlier worker takes one of its. */
  renewTaskQueue(): void {
    this.#taskQueue = newTaskQueue();
  }

  /** As patient as a busy machine needs that has lost a workflow task. */
  client<TMachine extends AnyStateMachine>(
    machine: TMachine,
    workflow: string,
    timeoutMs = 40_000,
  ): StatechartClient<TMachine> {
    return new StatechartClient(this.temporal, { machine, workflow, taskQueue: this.taskQueue, timeoutMs });
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

  /** With a worker that goes on after `work`, for all tests of the file that end none: to make one takes longest. */
  async withSharedWorker<T>(work: () => Promise<T>): Promise<T> {
    const own = this.#taskQueue;
    this.#taskQueue = this.#shared?.taskQueue ?? own;
    try {
      this.#shared ??= await this.#shareWorker();
      return await Promise.race([work(), this.#shared.ended]);
    } finally {
      this.#taskQueue = own;
    }
  }

  async #shareWorker(): Promise<SharedWorker> {
    const worker = await this.createWorker();
    const run = worker.run();
    const ended = run.then(() => {
      throw new Error('the shared worker has ended');
    });
    ended.catch(() => undefined);
    return { worker, run, ended, taskQueue: this.taskQueue };
  }

  createWorker(activities: Partial<TestActivities> = {}, otherwise: Partial<WorkerOptions> = {}): Promise<Worker> {
    const cache = globalThis.WORKFLOW_CACHE;
    if (this.#connection === undefined) throw new Error('the set-up has not run');
    const { bundlerOptions: _bundlerOptions, ...needed } = statechartWorkerOptions();
    return Worker.create({
      connection: this.#connection,
      taskQueue: this.taskQueue,
      workflowBundle: { code: codeOf('TEST_STATECHARTS_BUNDLE') },
      activities: { ...NO_ACTIVITIES, ...activities },
      ...needed,
      stickyQueueScheduleToStartTimeout: '1s',
      ...(cache !== undefined && { maxCachedWorkflows: cache }),
      ...otherwise,
    });
  }

  /** The events of the latest run, but for what lost workflow tasks left, once no task is under way. */
  eventsOf(id: string) {
    return eventsAtRest(this.temporal, id);
  }

  async historyLength(id: string): Promise<number> {
    return (await this.eventsOf(id)).length;
  }

  history(id: string, runId?: string) {
    return this.temporal.workflow.getHandle(id, runId).fetchHistory();
  }

  /** Of every run, the latest first. */
  async histories(id: string) {
    const latest = await this.history(id);
    const histories = [latest];
    for (let earlier = runBefore(latest); earlier; earlier = runBefore(histories.at(-1)!)) {
      histories.push(await this.history(id, earlier));
    }
    return histories;
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
    const started = [...this.#started];
    this.#started.clear();
    try {
      await checkReplays('TEST_STATECHARTS_BUNDLE', started);
    } finally {
      await terminateOpen(this.temporal, started);
    }
  }

  async shutDown(): Promise<void> {
    this.#shared?.worker.shutdown();
    await this.#shared?.run;
    await this.#client?.connection.close();
    await this.#connection?.close();
  }
}

function newTaskQueue(): string {
  return `statecharts-${randomUUID()}`;
}

function runBefore({ events }: Awaited<ReturnType<Statecharts['history']>>): string | null | undefined {
  return events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
}

/** For the tests of one file; every instance whose id came from here is replayed when its test ends. */
export function statecharts(): Statecharts {
  const running = new Statecharts();
  beforeAll(() => running.startUp());
  beforeEach(() => running.renewTaskQueue());
  afterEach(() => running.checkReplays());
  afterAll(() => running.shutDown());
  return running;
}

/** Reads the view until it is as wished; queries write no history. */
export function untilView<TMachine extends AnyStateMachine>(
  instance: StatechartInstance<TMachine>,
  holds: (view: Awaited<ReturnType<StatechartInstance<TMachine>['view']>>) => boolean,
  timeoutMs = 40_000,
) {
  return askAgain((limitMs) => instance.view({ timeoutMs: limitMs }).catch(nothingIfLost), holds, timeoutMs);
}
