import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { randomIdentity, startCallStack, type CallStack } from '../../dev/call-stack.ts';
import { ControlError } from '../../simulator/control-plane-client.ts';
import { OperationsApi } from '../support/operations-api.ts';
import { programs } from '../support/programs.ts';
import { Relay } from '../support/relay.ts';
import { connectToTemporal } from '../support/temporal.ts';
import { wrongClockEnv, WrongClocks } from '../support/wrong-clocks.ts';
import type { Kill, PhasePlan } from './plan.ts';

/** Much shorter than in production, and in the same order: a campaign waits for many of them. */
export const WAITS = {
  DURABLE_CALLS_BACK_OFF_MS: '100',
  DURABLE_CALLS_GRACE_MS: '400',
  DURABLE_CALLS_HEARTBEAT_MS: '1500',
  DURABLE_CALLS_HTTP_TIMEOUT_MS: '2000',
  DURABLE_CALLS_LAST_DEADLINE_MS: '4000',
  DURABLE_CALLS_NOT_AFTER_MS: '30000',
  DURABLE_CALLS_PAIR_WINDOW_MS: '10000',
  DURABLE_CALLS_START_TO_CLOSE_MS: '4500',
} as const;

const OPERATION_ID = /acs-add-[0-9a-f]{32}/;

/** Worker, server and simulator, which a campaign kills and starts again. */
export class CampaignStack {
  readonly stack: CallStack;
  readonly api: OperationsApi;
  readonly temporal: Client;
  /** What may stand nowhere. */
  readonly secrets: readonly string[];
  /** What worker and server have written of the current phase. */
  readonly lines: string[] = [];
  /** What callers were answered in the current phase. */
  readonly answers: string[] = [];
  /** Who was killed when, in the current phase. */
  readonly killed: string[] = [];
  /** Operations of which an attempt to ring somebody was over. */
  readonly #attempted = new Set<string>();
  readonly #wayToTemporal: Relay;
  readonly #clocks: WrongClocks;
  readonly #folder: string;

  private constructor({ stack, temporal, secrets, wayToTemporal, clocks, folder }: Parts) {
    this.stack = stack;
    this.api = new OperationsApi(stack.api);
    this.temporal = temporal;
    this.secrets = secrets;
    this.#wayToTemporal = wayToTemporal;
    this.#clocks = clocks;
    this.#folder = folder;
  }

  /** On the Temporal server of the tests, which must have been set up. */
  static async start(): Promise<CampaignStack> {
    const provider = randomIdentity();
    let hear = (_line: string) => {};
    const temporal = await connectToTemporal();
    const wayToTemporal = await Relay.to(process.env['TEST_TEMPORAL_ADDRESS'] ?? '');
    const folder = await mkdtemp(join(tmpdir(), 'campaign-'));
    const clocks = new WrongClocks(folder);
    const stack = await startCallStack({
      ...programs(),
      temporalAddress: wayToTemporal.address,
      provider,
      simulatorStateFile: join(folder, 'simulator.json'),
      env: {
        ...WAITS,
        ...wrongClockEnv(clocks),
        DURABLE_CALLS_TASK_QUEUE: `truth-${randomUUID()}`,
        DURABLE_CALLS_STICKY_TIMEOUT_MS: '1000',
        DURABLE_CALLS_SHUTDOWN_GRACE_MS: '2000',
        DURABLE_CALLS_WORKFLOW_TASK_TIMEOUT_MS: '2000',
        DURABLE_CALLS_WORKFLOW_BUNDLE: process.env['TEST_CALLS_BUNDLE'] ?? '',
      },
      onLine: (name, line) => hear(`${name} ${line}`),
    });
    const keys = [provider.accessKey, provider.secondaryAccessKey ?? provider.accessKey];
    const secrets = keys.flatMap((key) => [key, encodeURIComponent(key)]);
    const running = new CampaignStack({ stack, temporal, secrets, wayToTemporal, clocks, folder });
    hear = (line) => running.#hear(line);
    return running;
  }

  #hear(line: string): void {
    this.lines.push(line);
    if (!line.startsWith('worker') || !line.includes('"operation":"addParticipant"')) return;
    const [operationId] = OPERATION_ID.exec(line) ?? [];
    if (operationId !== undefined) this.#attempted.add(operationId);
  }

  /** Once the worker has written that an attempt to ring somebody was over, however it went. */
  async untilAttempted(operationId: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#attempted.has(operationId)) await sleep(20);
  }

  /** Lets processes end, stand still and go wrong as planned, while `play` goes on. */
  async troubledBy<T>({ kills, secondWorker, clocks, refusedKeys }: PhasePlan, play: () => Promise<T>): Promise<T> {
    this.#clocks.set(clocks);
    const second = secondWorker ? await this.stack.startAnotherWorker() : undefined;
    const { simulator } = this.stack;
    const refuseKeys = async () => {
      if (refusedKeys === undefined) return;
      await sleep(refusedKeys.afterMs);
      await untilReached(() => simulator.setSwitches({ refusedAccessKeys: [...refusedKeys.positions] }));
      await sleep(refusedKeys.forMs);
      await untilReached(() => simulator.setSwitches({ refusedAccessKeys: [] }));
    };
    try {
      const tell = (line: string) => this.killed.push(line);
      const [played] = await Promise.all([
        play(),
        killInTurn(this.stack, kills, tell, this.#wayToTemporal),
        refuseKeys(),
      ]);
      return played;
    } finally {
      await second?.stop();
    }
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    this.#wayToTemporal.close();
    await this.temporal.connection.close();
    await rm(this.#folder, { recursive: true });
  }
}

interface Parts {
  readonly stack: CallStack;
  readonly temporal: Client;
  readonly secrets: readonly string[];
  readonly wayToTemporal: Relay;
  readonly clocks: WrongClocks;
  readonly folder: string;
}

const REACHED_WITHIN_MS = 60_000;

/** Asks the simulator, which may be dead or stand still. What it refuses is refused. */
export async function untilReached<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + REACHED_WITHIN_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ControlError || Date.now() > deadline) throw error;
    }
    await sleep(100);
  }
}

/**
 * Kills processes, or lets them stand still, one after the other; resolves when everybody lives again.
 *
 * @param wayToTemporal cut where Temporal is to be out of reach
 */
export async function killInTurn(
  stack: CallStack,
  kills: readonly Kill[],
  tell: (line: string) => void = () => {},
  wayToTemporal?: Relay,
): Promise<void> {
  for (const { afterMs, whom, signal, downMs } of kills) {
    await sleep(afterMs);
    tell(`${new Date().toISOString()} ${signal} to ${whom.join(' and ')}`);
    await Promise.all(
      whom.map(async (name) => {
        if (name === 'temporal') {
          wayToTemporal?.cut();
          await sleep(downMs);
          wayToTemporal?.mend();
          return;
        }
        const victim = stack.process(name);
        process.kill(victim.pid, signal);
        if (signal !== 'SIGSTOP') await victim.exited;
        await sleep(downMs);
        if (signal === 'SIGSTOP') process.kill(victim.pid, 'SIGCONT');
        else await stack.start(name);
        tell(`${new Date().toISOString()} ${name} lives again`);
      }),
    );
  }
}
