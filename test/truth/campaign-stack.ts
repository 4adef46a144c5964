import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { randomIdentity, startCallStack, type CallStack } from '../../dev/call-stack.ts';
import { OperationsApi } from '../support/operations-api.ts';
import { programs } from '../support/programs.ts';
import { connectToTemporal } from '../support/temporal.ts';
import type { Kill } from './plan.ts';

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
  /** Who was killed when, in the current phase. */
  readonly killed: string[] = [];
  /** Operations of which an attempt to ring somebody was over. */
  readonly #attempted = new Set<string>();

  private constructor(stack: CallStack, temporal: Client, secrets: readonly string[]) {
    this.stack = stack;
    this.api = new OperationsApi(stack.api);
    this.temporal = temporal;
    this.secrets = secrets;
  }

  /** On the Temporal server of the tests, which must have been set up. */
  static async start(): Promise<CampaignStack> {
    const provider = randomIdentity();
    let hear = (_line: string) => {};
    const temporal = await connectToTemporal();
    const stack = await startCallStack({
      ...programs(),
      temporalAddress: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
      provider,
      env: {
        ...WAITS,
        DURABLE_CALLS_TASK_QUEUE: `truth-${randomUUID()}`,
        DURABLE_CALLS_STICKY_TIMEOUT_MS: '1000',
        DURABLE_CALLS_SHUTDOWN_GRACE_MS: '2000',
        DURABLE_CALLS_WORKFLOW_TASK_TIMEOUT_MS: '2000',
        DURABLE_CALLS_WORKFLOW_BUNDLE: process.env['TEST_CALLS_BUNDLE'] ?? '',
      },
      onLine: (name, line) => hear(`${name} ${line}`),
    });
    const { accessKey } = provider;
    const running = new CampaignStack(stack, temporal, [accessKey, encodeURIComponent(accessKey)]);
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

  /** One after the other; resolves when everybody lives again. */
  kill(kills: readonly Kill[]): Promise<void> {
    return killInTurn(this.stack, kills, (line) => this.killed.push(line));
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    await this.temporal.connection.close();
  }
}

/** Kills processes, or lets them stand still, one after the other; resolves when everybody lives again. */
export async function killInTurn(
  stack: CallStack,
  kills: readonly Kill[],
  tell: (line: string) => void = () => {},
): Promise<void> {
  for (const { afterMs, whom, signal, downMs } of kills) {
    await sleep(afterMs);
    tell(`${new Date().toISOString()} ${signal} to ${whom.join(' and ')}`);
    await Promise.all(
      whom.map(async (name) => {
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
