import { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, type TypedSearchAttributes } from '@temporalio/common';
import type { AnyStateMachine, InputFrom } from 'xstate';
import { machineIdentity, type MachineIdentity } from '../machine-hash.ts';
import { MACHINE_MEMO } from '../messages.ts';
import { assertJson } from './assert-json.ts';
import { InvalidInput, StartMismatch } from './errors.ts';
import { FINGERPRINT_MEMO, fingerprintOf } from './start-fingerprint.ts';
import { DEFAULT_TIMEOUT_MS, StatechartInstance } from './statechart-instance.ts';
import { asUnavailable } from './temporal-errors.ts';

export interface StatechartClientOptions<TMachine extends AnyStateMachine> {
  /** Types events, input and output, and is named in what is started; it is not run here. */
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
  #machine: MachineIdentity | undefined;

  constructor(client: Client, options: StatechartClientOptions<TMachine>) {
    // An ended instance is read from its result, without a worker: its queries are refused by the server.
    this.#client = new Client({ ...client.options, workflow: { queryRejectCondition: 'NOT_OPEN' } });
    this.#options = options;
  }

  /**
   * Starts an instance, or attaches to the one that was started under this id with the same input: also after its end,
   * for as long as the namespace retains it. Never resets one.
   *
   * The memo keeps the machine's id and the hash of its structure. They are not compared: a service that was upgraded
   * between a start and its repeat must still find its instance.
   *
   * @throws StartMismatch when the id was started with other input, or is that of another workflow
   * @throws InvalidInput when JSON would refuse the input, or lose of it
   * @throws TemporalUnavailable
   */
  async start(instanceId: string, ...[options]: StartArguments<TMachine>): Promise<StatechartInstance<TMachine>> {
    const { input, startedWith = input, searchAttributes, timeoutMs = DEFAULT_TIMEOUT_MS } = options ?? {};
    const { workflow, machine } = this.#options;
    const unfit = (loss: string) => new InvalidInput(`${machine.id} cannot be started with it: ${loss}.`);
    assertJson(this.#client, input, 'input', unfit);
    assertJson(this.#client, startedWith, 'startedWith', unfit);
    const fingerprint = fingerprintOf(instanceId, startedWith);
    await this.#within(timeoutMs, async () => {
      try {
        await this.#client.workflow.start(workflow, {
          args: [input],
          workflowId: instanceId,
          taskQueue: this.#options.taskQueue,
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          memo: { [FINGERPRINT_MEMO]: fingerprint, [MACHINE_MEMO]: this.#identity },
          ...(searchAttributes && { typedSearchAttributes: searchAttributes }),
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const { memo, type } = await this.#client.workflow.getHandle(instanceId).describe();
        if (type !== workflow) throw new StartMismatch(instanceId, `as the workflow ${type}, not ${workflow}`);
        if (memo?.[FINGERPRINT_MEMO] !== fingerprint) throw new StartMismatch(instanceId);
      }
    });
    return this.get(instanceId);
  }

  /** An instance by id, without starting it. */
  get(instanceId: string): StatechartInstance<TMachine> {
    return new StatechartInstance<TMachine>(this.#client, instanceId);
  }

  get #identity(): MachineIdentity {
    return (this.#machine ??= machineIdentity(this.#options.machine));
  }

  async #within(timeoutMs: number, work: () => Promise<void>): Promise<void> {
    try {
      await this.#client.withDeadline(Date.now() + timeoutMs, work);
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}
