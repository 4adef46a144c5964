import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Client } from '@temporalio/client';
import type { CallStack, GraphSetup } from '../../dev/call-stack.ts';
import type { SimulatorControl } from '../../simulator/control-client.ts';
import { eventsAtRest, lossIn } from './lost-tasks.ts';
import { CallOperations, type AddParticipantRequest } from '../../src/client/index.ts';
import type { Waits } from '../../src/contract/add-participant.ts';
import { stackOfTheFile, stackOfTheRun, startWhatHasEnded, type FileStack } from './file-stack.ts';
import type { StackKind } from './stack-settings.ts';
import { OperationsApi } from './operations-api.ts';
import { recordHistories } from './record-histories.ts';
import { recordSteps } from './record-steps.ts';
import { connectToTemporal, terminateOpen } from './temporal.ts';
import { checkReplays } from './check-replays.ts';

declare global {
  var WORKFLOW_CACHE: number | undefined;
}

const START_TIMEOUT_MS = 90_000;

const LONG_GRACE = { graceMs: 20_000 };

/** The whole stack, for the tests of one file. */
export class Lifecycle {
  #stack: FileStack | undefined;
  #client: Client | undefined;
  #api: OperationsApi | undefined;
  readonly #logged: string[] = [];

  get stack(): CallStack {
    return here(this.#stack).stack;
  }

  /** What the processes of a stack of its own have written. */
  get logged(): readonly string[] {
    if (here(this.#stack).isShared) throw new Error('the log of a shared stack is that of other files, too');
    return this.#logged;
  }

  get taskQueue(): string {
    return here(this.#stack).taskQueue;
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

  /** A call that Bob joined by an operation that has settled; invited again, he rings. */
  async callWithBob(): Promise<string> {
    const { api, simulator } = this;
    const call = await this.call();
    await simulator.setSwitches({ people: { [bobsRawId]: { onInvite: 'accept' } } });
    await api.settled(await api.start(call, bob));
    await simulator.setSwitches({ people: { [bobsRawId]: { onInvite: 'ring' } } });
    return call;
  }

  /** Whether the provider has Bob in the call. */
  async isBobIn(callConnectionId: string): Promise<boolean> {
    const { calls } = await this.simulator.ledger();
    const { people = [] } = calls.find((call) => call.callConnectionId === callConnectionId) ?? {};
    return people.includes(this.simulator.personHash(bobsRawId));
  }

  /**
   * Starts one with waits of its own, and else those of production: where events decide, a long grace lets them, however
   * late they come.
   */
  async startWith(
    callConnectionId: string,
    waits: Partial<Waits> = LONG_GRACE,
    request: AddParticipantRequest = bob,
  ): Promise<string> {
    const { callbackUri } = this.stack;
    const calls = new CallOperations({ client: this.temporal, callbackUri, taskQueue: this.taskQueue, waits });
    const operationId = await calls.addParticipant.start(callConnectionId, request);
    this.api.started.add(operationId);
    return operationId;
  }

  /** Rings, is cancelled, and no attempt of the cancel reaches the provider until `release('cancel')`. */
  cancelling(callConnectionId: string, request: object = bob): Promise<string> {
    return this.#cancelling(callConnectionId, () => this.api.start(callConnectionId, request));
  }

  /** The same, and what comes afterwards has time. */
  cancellingWithLongGrace(callConnectionId: string): Promise<string> {
    return this.#cancelling(callConnectionId, () => this.startWith(callConnectionId));
  }

  async #cancelling(callConnectionId: string, start: () => Promise<string>): Promise<string> {
    const hold = { kind: 'hold', at: 'arrival', times: 1_000 } as const;
    await this.simulator.addFault({ operation: 'cancelAddParticipant', ...hold, name: 'cancel', callConnectionId });
    const operationId = await start();
    await this.api.inState(operationId, 'ringing');
    await this.api.cancel(operationId);
    await this.simulator.untilHeld('cancel');
    return operationId;
  }

  /** Rings, is cancelled, and is answered while the cancel is on its way; the cancel is held until `release('cancel')`. */
  async answeredWhileCancelling(callConnectionId: string, request: object = bob): Promise<string> {
    const operationId = await this.cancelling(callConnectionId, request);
    await this.simulator.answer({ callConnectionId });
    return operationId;
  }

  /** Joins, which is told only after a cancel that came in between has this fate. */
  async joinedButToldLate(callConnectionId: string, fate: 'confirmed' | 'refused'): Promise<string> {
    const { api, simulator } = this;
    const type = 'AddParticipantSucceeded';
    await simulator.addWebhookRule({ type, kind: 'hold', name: 'joined', callConnectionId });
    const operationId = await api.start(callConnectionId, bob);
    await api.inState(operationId, 'ringing');
    await simulator.answer({ callConnectionId });
    await simulator.untilHeld('joined');
    await api.cancel(operationId);
    await api.until(operationId, ({ cancel }) => cancel?.state === fate);
    await simulator.release('joined');
    return operationId;
  }

  /** Visibility comes a little later than what it tells of. */
  async untilListed(operationId: string): Promise<void> {
    while ((await this.temporal.workflow.count(`WorkflowId = '${operationId}'`)).count === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** But for what lost workflow tasks left, once no task is under way. */
  eventsOf(workflowId: string) {
    return eventsAtRest(this.temporal, workflowId);
  }

  async historyLength(workflowId: string): Promise<number> {
    return (await this.eventsOf(workflowId)).length;
  }

  killWorker(): Promise<void> {
    return this.#kill('worker');
  }

  killServer(): Promise<void> {
    return this.#kill('server');
  }

  /** Once a process has written it, which comes later than what it did: at least one line with all of these words. */
  async untilLogged(...words: readonly string[]): Promise<string[]> {
    for (;;) {
      const lines = this.logged.filter((line) => words.every((word) => line.includes(word)));
      if (lines.length > 0) return lines;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Workflow tasks of an operation that were given out again, because they failed or were lost. */
  async repeatedTasks(operationId: string): Promise<number> {
    const { events } = await this.temporal.workflow.getHandle(operationId).fetchHistory();
    return (events ?? []).filter(lossIn).length;
  }

  /** With the stack of the run. */
  startShared(kind: StackKind): Promise<void> {
    return this.#startUp(() => stackOfTheRun(kind));
  }

  /** With a stack that no other file uses. */
  startOwn(env: Readonly<Record<string, string>>, temporalAddress: string, graph?: GraphSetup): Promise<void> {
    const onLine = (line: string) => void this.#logged.push(line);
    return this.#startUp(() => stackOfTheFile({ env, temporalAddress, graph, onLine }));
  }

  async #startUp(getStack: () => Promise<FileStack>): Promise<void> {
    this.#client = await connectToTemporal();
    this.#stack = await getStack();
    this.#api = new OperationsApi(this.stack.api);
    // Beforehand: within a test it would be one request more, which others are counted with.
    await this.#api.document();
  }

  async #kill(name: 'worker' | 'server'): Promise<void> {
    const { pid, exited } = this.stack.process(name);
    process.kill(pid, 'SIGKILL');
    await exited;
  }

  /** Replays what the test started, and leaves nothing of it behind, also where the test has failed. */
  async checkReplays(): Promise<void> {
    const started = [...this.api.started];
    this.api.started.clear();
    try {
      if (!here(this.#stack).isShared) await startWhatHasEnded(this.stack);
      await checkReplays('TEST_CALLS_BUNDLE', started);
      await recordHistories(this.temporal, started);
      await recordSteps(this.temporal, started);
    } finally {
      await terminateOpen(this.temporal, started);
      // What an activity may still ask is for a call that the simulator has forgotten then: nobody counts it.
      await this.simulator.reset();
    }
  }

  async shutDown(): Promise<void> {
    await this.#stack?.stack.stop();
    await this.#client?.connection.close();
  }
}

/**
 * Lets a file's tests use the stack of the run, and replays every workflow that a test started when the test ends. For files
 * that need no settings of their own, end no process, and read no log.
 */
export function lifecycle(): Lifecycle {
  const running = new Lifecycle();
  runForTheFile(running, () => running.startShared('acs'));
  return running;
}

/**
 * The same with a stack of its own.
 *
 * @param temporalAddress the way by which the stack reaches Temporal
 */
export function ownLifecycle(
  env: Readonly<Record<string, string>> = {},
  temporalAddress: Promise<string> = Promise.resolve(process.env['TEST_TEMPORAL_ADDRESS'] ?? ''),
): Lifecycle {
  const running = new Lifecycle();
  runForTheFile(running, async () => running.startOwn(env, await temporalAddress));
  return running;
}

/** Starts it before the file's tests, checks it after each, and ends it after them. */
export function runForTheFile(running: Lifecycle, startUp: () => Promise<void>): void {
  beforeAll(async () => {
    await startUp();
  }, START_TIMEOUT_MS);
  afterEach(() => running.checkReplays());
  afterAll(() => running.shutDown());
}

export const bob = { participant: { kind: 'communicationUser', id: '8:acs:simulated-resource_bob' } } as const;
export const bobsRawId = bob.participant.id;
/** The shortest invitation in which there is time for a step, although workflow tasks are lost. */
export const briefly = { invitationTimeoutSeconds: 12 } as const;

function here<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the stack has not started');
  return value;
}
