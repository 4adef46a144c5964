import { Client, WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import {
  ApplicationFailure,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type TypedSearchAttributes,
} from '@temporalio/common';
import type { AnyStateMachine, EventFromLogic, InputFrom } from 'xstate';
import { machineIdentity, type MachineIdentity } from '../machine-hash.ts';
import { FAILURE_TYPES, MACHINE_MEMO, sendUpdate, type Answer, type StartedAs, type StartRecord } from '../messages.ts';
import { assertJson } from './assert-json.ts';
import type { SendOptions } from './call-options.ts';
import { InvalidInput, StartMismatch } from './errors.ts';
import { Lanes } from './lanes.ts';
import { fingerprintOf, recordedStart, roughly } from './start-fingerprint.ts';
import { StatechartInstance } from './statechart-instance.ts';
import { asUnavailable, isRunOver } from './temporal-errors.ts';

export interface StatechartClientOptions<TMachine extends AnyStateMachine> {
  /** Types events, input and output, and is named in what is started; it is not run here. */
  readonly machine: TMachine;
  /** The name of the exported workflow function that runs the machine. */
  readonly workflow: string;
  readonly taskQueue: string;
  /** How long a call may take that says nothing of its own: 10,000 unless given. A lost workflow task alone costs 10 s. */
  readonly timeoutMs?: number;
  /**
   * After which Temporal gives a workflow task out again whose worker has died with it; of what is started from here, for
   * as long as it lives. What Temporal is configured with unless given: 10,000 as a rule.
   */
  readonly workflowTaskTimeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** `input` may be left out where the machine takes none. */
export type StartOptions<TMachine extends AnyStateMachine> = CommonStartOptions &
  (undefined extends InputFrom<TMachine>
    ? { readonly input?: InputFrom<TMachine> }
    : { readonly input: InputFrom<TMachine> });

interface CommonStartOptions {
  /** What a repeated start must be equal in to attach; the input unless given. */
  readonly startedWith?: unknown;
  readonly searchAttributes?: TypedSearchAttributes;
  /** Beside what the runtime keeps there. Whoever may list workflows may read it. */
  readonly memo?: Readonly<Record<string, unknown>>;
  readonly timeoutMs?: number;
}

type StartArguments<TMachine extends AnyStateMachine> =
  undefined extends InputFrom<TMachine> ? [options?: StartOptions<TMachine>] : [options: StartOptions<TMachine>];

/** Starts and finds instances of one machine. */
export class StatechartClient<TMachine extends AnyStateMachine> {
  readonly #client: Client;
  readonly #options: StatechartClientOptions<TMachine>;
  readonly #lanes = new Lanes();
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
    const start = this.#startOf(instanceId, options);
    await this.#within(options?.timeoutMs ?? this.#timeoutMs, async () => {
      try {
        await this.#client.workflow.start(start.as.workflow, { ...start.options, workflowIdConflictPolicy: 'FAIL' });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        await this.#assertStartedAs(instanceId, start.as);
      }
    });
    return this.get(instanceId);
  }

  /**
   * Starts an instance, or attaches to the one that was started under this id with the same input, and sends it a
   * command, in one round trip. Resolves as `send` does. When the command is refused, the instance is started
   * nevertheless; so it may be when no worker answers. Called again with the same ids and input, it is answered alike for
   * as long as the machine has not ended.
   *
   * @param options.id of the command; without one a repeated call sends it again
   * @throws StartMismatch when the id was started with other input, or is that of another workflow: nothing is sent, and
   *   nothing written to history
   * @throws InvalidInput, and whatever `send` throws
   */
  async startAndSend(
    instanceId: string,
    start: Omit<StartOptions<TMachine>, 'timeoutMs'>,
    event: EventFromLogic<TMachine>,
    options: SendOptions = {},
  ): Promise<{ readonly instance: StatechartInstance<TMachine>; readonly answer: Answer }> {
    const { as, options: startOptions } = this.#startOf(instanceId, start as StartOptions<TMachine>);
    const instance = this.get(instanceId);
    const answer = await instance.sendBy(
      async (command, update) => {
        const operation = new WithStartWorkflowOperation(as.workflow, {
          ...startOptions,
          workflowIdConflictPolicy: 'USE_EXISTING',
        });
        try {
          return await this.#client.workflow.executeUpdateWithStart(sendUpdate, {
            args: [{ ...command, startedAs: as }],
            // A server answers an id that it knows without asking the workflow, which could not tell another start then.
            updateId: `${roughly(as.fingerprint)}:${command.id}`,
            startWorkflowOperation: operation,
          });
        } catch (error) {
          if (!mayBeStartedOtherwise(error)) throw error;
          await this.#assertStartedAs(instanceId, as);
          return update();
        }
      },
      event,
      options,
    );
    return { instance, answer };
  }

  /** An instance by id, without starting it. */
  get(instanceId: string): StatechartInstance<TMachine> {
    return new StatechartInstance<TMachine>(this.#client, instanceId, {
      lanes: this.#lanes,
      timeoutMs: this.#timeoutMs,
    });
  }

  /** @throws InvalidInput */
  #startOf(instanceId: string, options: StartOptions<TMachine> | undefined) {
    const { input, startedWith = input, searchAttributes, memo } = options ?? {};
    const { workflow, machine, taskQueue, workflowTaskTimeoutMs } = this.#options;
    const unfit = (loss: string) => new InvalidInput(`${machine.id} cannot be started with it: ${loss}.`);
    assertJson(this.#client, input, 'input', unfit);
    assertJson(this.#client, startedWith, 'startedWith', unfit);
    const as: StartedAs = { workflow, fingerprint: fingerprintOf(instanceId, startedWith) };
    const record: StartRecord = { statechartStart: as.fingerprint };
    return {
      as,
      options: {
        args: [input, record],
        workflowId: instanceId,
        taskQueue,
        workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
        memo: { ...memo, [MACHINE_MEMO]: this.#identity },
        ...(searchAttributes && { typedSearchAttributes: searchAttributes }),
        ...(workflowTaskTimeoutMs !== undefined && { workflowTaskTimeout: workflowTaskTimeoutMs }),
      },
    };
  }

  /** @throws StartMismatch */
  async #assertStartedAs(instanceId: string, { workflow, fingerprint }: StartedAs): Promise<void> {
    const recorded = await recordedStart(this.#client, instanceId);
    if (recorded.workflow !== workflow)
      throw new StartMismatch(instanceId, `as the workflow ${recorded.workflow}, not ${workflow}`);
    if (recorded.fingerprint !== fingerprint) throw new StartMismatch(instanceId);
  }

  get #timeoutMs(): number {
    return this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
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

/** The instance has ended, says that it was started otherwise, or is none of ours. */
function mayBeStartedOtherwise(error: unknown): boolean {
  if (error instanceof WorkflowExecutionAlreadyStartedError || error instanceof WorkflowNotFoundError) return true;
  if (!(error instanceof WorkflowUpdateFailedError) || isRunOver(error)) return false;
  const type = error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
  return type === FAILURE_TYPES.startedOtherwise || !OWN_FAILURE_TYPES.has(type);
}

const OWN_FAILURE_TYPES: ReadonlySet<string | null | undefined> = new Set(Object.values(FAILURE_TYPES));
