import { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, type TypedSearchAttributes } from '@temporalio/common';
import type { AnyStateMachine, InputFrom } from 'xstate';
import { StartMismatch } from './errors.ts';
import { FINGERPRINT_MEMO, fingerprintOf } from './start-fingerprint.ts';
import { DEFAULT_TIMEOUT_MS, StatechartInstance } from './statechart-instance.ts';
import { asUnavailable } from './temporal-errors.ts';

export interface StatechartClientOptions<TMachine extends AnyStateMachine> {
  /** Types events, input and output; it is not run here. */
  readonly machine: TMachine;
  /** The name of the exported workflow function that runs the machine. */
  readonly workflow: string;
  readonly taskQueue: string;
}

/** `input` may be left out where the machine takes none. */
export type StartOptions<TMachine extends AnyStateMachine> = CommonStartOptions &
  (undefined extends InputFrom<TMachine>
    ? { readonly input?: InputFrom<TMachine> }
    : { readonly input: InputFrom<TMachine> });

interface CommonStartOptions {
  /** What a repeated start must be equal in to attach; the input unless given. */
  readonly startedWith?: unknown;
  readonly searchAttributes?: TypedSearchAttributes;
  readonly timeoutMs?: number;
}

type StartArguments<TMachine extends AnyStateMachine> =
  undefined extends InputFrom<TMachine> ? [options?: StartOptions<TMachine>] : [options: StartOptions<TMachine>];

/** Starts and finds instances of one machine. */
export class StatechartClient<TMachine extends AnyStateMachine> {
  readonly #client: Client;
  readonly #options: StatechartClientOptions<TMachine>;

  constructor(client: Client, options: StatechartClientOptions<TMachine>) {
    // An ended instance is read from its result, without a worker: its queries are refused by the server.
    this.#client = new Client({ ...client.options, workflow: { queryRejectCondition: 'NOT_OPEN' } });
    this.#options = options;
  }

  /**
   * Starts an instance, or attaches to the one that was started under this id with the same input: also after its end,
   * for as long as the namespace retains it. Never resets one.
   *
   * @throws StartMismatch when the id was started with other input
   * @throws TemporalUnavailable
   */
  async start(instanceId: string, ...[options]: StartArguments<TMachine>): Promise<StatechartInstance<TMachine>> {
    const { input, startedWith = input, searchAttributes, timeoutMs = DEFAULT_TIMEOUT_MS } = options ?? {};
    const fingerprint = fingerprintOf(instanceId, startedWith);
    await this.#within(timeoutMs, async () => {
      try {
        await this.#client.workflow.start(this.#options.workflow, {
          args: [input],
          workflowId: instanceId,
          taskQueue: this.#options.taskQueue,
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          memo: { [FINGERPRINT_MEMO]: fingerprint },
          ...(searchAttributes && { typedSearchAttributes: searchAttributes }),
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const { memo } = await this.#client.workflow.getHandle(instanceId).describe();
        if (memo?.[FINGERPRINT_MEMO] !== fingerprint) throw new StartMismatch(instanceId);
      }
    });
    return this.get(instanceId);
  }

  /** An instance by id, without starting it. */
  get(instanceId: string): StatechartInstance<TMachine> {
    return new StatechartInstance<TMachine>(this.#client, instanceId);
  }

  async #within(timeoutMs: number, work: () => Promise<void>): Promise<void> {
    try {
      await this.#client.withDeadline(Date.now() + timeoutMs, work);
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}
