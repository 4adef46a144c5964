import { fileURLToPath } from 'node:url';
import { coresdk, type temporal } from '@temporalio/proto';
import { defaultPayloadConverter, TypedSearchAttributes } from '@temporalio/common';
import { parseWorkflowCode } from '@temporalio/worker/lib/worker.js';
import type { Workflow } from '@temporalio/worker/lib/workflow/interface.js';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import { globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared.js';
import { bundleWorkflows } from '../../../src/worker/workflow-bundle.ts';

/*
 * The one file that knows the inside of the SDK: it runs workflows in the worker's own sandbox, by activations made by
 * hand, without a server. The exact pin of the SDK stands for it.
 */

type Command = coresdk.workflow_commands.IWorkflowCommand;
type Job = coresdk.workflow_activation.IWorkflowActivationJob;

const ISOLATE_TIMEOUT_MS = 10_000;
const KNOWN_FLAGS = [1, 2, 3];

/** Makes the workflow of one run, which is yet to be activated. */
type CreateRun = (start: {
  readonly type: string;
  readonly now: number;
}) => Promise<{ readonly workflow: Workflow; readonly runId: string }>;

/** How an execution ended, if it did: of a failure the message. */
export type SandboxEnd = { readonly done: unknown } | { readonly failed: string };

export class WorkflowSandbox {
  readonly #creator: ReusableVMWorkflowCreator;
  #runs = 0;

  private constructor(creator: ReusableVMWorkflowCreator) {
    this.#creator = creator;
  }

  /** Bundles the workflows of a file as a worker would. */
  static async of(workflowsUrl: URL): Promise<WorkflowSandbox> {
    const code = parseWorkflowCode(await bundleWorkflows(fileURLToPath(workflowsUrl)));
    const creator = await ReusableVMWorkflowCreator.create(code, ISOLATE_TIMEOUT_MS, new Set());
    // The SDK notes the source-mapped stack of every promise that a workflow makes. No stack is compared, and they take
    // a third of the time.
    globalHandlers.uninstall();
    return new WorkflowSandbox(creator);
  }

  async start(type: string, args: readonly unknown[], startAt: number): Promise<SandboxedExecution> {
    const execution = new SandboxedExecution((info) => this.#create(info), type, startAt);
    await execution.begin(args.map((arg) => defaultPayloadConverter.toPayload(arg)));
    return execution;
  }

  async close(): Promise<void> {
    await this.#creator.destroy();
  }

  async #create({ type, now }: Parameters<CreateRun>[0]): ReturnType<CreateRun> {
    const runId = `run-${++this.#runs}`;
    const workflow = await this.#creator.createWorkflow({
      info: infoOf(type, runId, now),
      randomnessSeed: [1, 2, 3, 4, 5, 6, 7, this.#runs % 256],
      now,
      showStackTraceSources: false,
    } as never);
    return { workflow, runId };
  }
}

/** One execution, over all of its runs, with its timers on simulated time. */
export class SandboxedExecution {
  /** Makes the next activation one that suggests to continue as new. */
  suggestContinueAsNew = false;
  continued = 0;
  end: SandboxEnd | undefined;
  readonly #create: CreateRun;
  readonly #type: string;
  readonly #timers = new Map<number, number>();
  #now: number;
  #run: { workflow: Workflow; runId: string } | undefined;
  #length = 0;

  constructor(create: CreateRun, type: string, startAt: number) {
    this.#create = create;
    this.#type = type;
    this.#now = startAt;
  }

  get now(): number {
    return this.#now;
  }

  async begin(args: readonly temporal.api.common.v1.IPayload[]): Promise<void> {
    await this.#run?.workflow.dispose();
    this.#timers.clear();
    this.#length = 3;
    this.#run = await this.#create({ type: this.#type, now: this.#now });
    const { runId } = this.#run;
    await this.#activate([
      {
        initializeWorkflow: {
          workflowId: 'workflow',
          workflowType: this.#type,
          arguments: [...args],
          firstExecutionRunId: runId,
          startTime: timestampOf(this.#now) as never,
        },
      },
    ]);
  }

  async signal(name: string, arg: unknown): Promise<void> {
    await this.#activate([{ signalWorkflow: { signalName: name, input: [defaultPayloadConverter.toPayload(arg)] } }]);
  }

  /** @returns whether the update was admitted */
  async update(name: string, arg: unknown): Promise<boolean> {
    const id = `update-${this.#length}`;
    const input = [defaultPayloadConverter.toPayload(arg)];
    const commands = await this.#activate([
      { doUpdate: { id, protocolInstanceId: id, name, input, runValidator: true, meta: { updateId: id } } },
    ]);
    return !commands.some(({ updateResponse }) => updateResponse?.rejected);
  }

  async query(name: string): Promise<unknown> {
    const [command] = await this.#activate([{ queryWorkflow: { queryId: 'view', queryType: name, arguments: [] } }]);
    const { succeeded, failed } = command?.respondToQuery ?? {};
    if (!succeeded?.response) throw new Error(`the query failed: ${failed?.message}`);
    return defaultPayloadConverter.fromPayload(succeeded.response);
  }

  /** Lets time pass, from one timer to the next. */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].sort(([, one], [, other]) => one - other);
      if (this.end !== undefined || next === undefined || next[1] > target) break;
      const [seq, dueAt] = next;
      this.#timers.delete(seq);
      this.#now = Math.max(this.#now, dueAt);
      await this.#activate([{ fireTimer: { seq } }]);
    }
    this.#now = target;
  }

  async dispose(): Promise<void> {
    await this.#run?.workflow.dispose();
  }

  async #activate(jobs: Job[]): Promise<Command[]> {
    const { workflow, runId } = this.#run!;
    const isQuery = jobs.some(({ queryWorkflow }) => queryWorkflow);
    this.#length += isQuery ? 0 : 3;
    const activation = coresdk.workflow_activation.WorkflowActivation.fromObject({
      runId,
      timestamp: timestampOf(this.#now, this.#length),
      historyLength: this.#length,
      availableInternalFlags: KNOWN_FLAGS,
      continueAsNewSuggested: this.suggestContinueAsNew && !isQuery,
      jobs,
    });
    const { successful, failed } = await workflow.activate(activation);
    if (failed) throw new Error(`a workflow task failed: ${failed.failure?.message}`);
    const commands = successful?.commands ?? [];
    for (const command of commands) await this.#obey(command);
    return commands;
  }

  async #obey(command: Command): Promise<void> {
    const { startTimer, cancelTimer, completeWorkflowExecution, failWorkflowExecution } = command;
    if (startTimer) this.#timers.set(startTimer.seq!, this.#now + millisecondsOf(startTimer.startToFireTimeout));
    else if (cancelTimer) this.#timers.delete(cancelTimer.seq!);
    else if (completeWorkflowExecution) {
      this.end = { done: defaultPayloadConverter.fromPayload(completeWorkflowExecution.result!) };
    } else if (failWorkflowExecution) this.end = { failed: failWorkflowExecution.failure?.message ?? '' };
    else if (command.continueAsNewWorkflowExecution) {
      this.continued++;
      this.suggestContinueAsNew = false;
      await this.begin(command.continueAsNewWorkflowExecution.arguments ?? []);
    }
  }
}

function infoOf(type: string, runId: string, now: number): object {
  return {
    workflowId: 'workflow',
    runId,
    workflowType: type,
    searchAttributes: {},
    typedSearchAttributes: new TypedSearchAttributes(),
    taskQueue: 'sandbox',
    namespace: 'default',
    firstExecutionRunId: runId,
    startTime: new Date(now),
    runStartTime: new Date(now),
    taskTimeoutMs: 10_000,
    attempt: 1,
    historyLength: 3,
    historySize: 300,
    continueAsNewSuggested: false,
    unsafe: { now: () => now, isReplaying: false, isReplayingHistoryEvents: false, random: Math.random },
  };
}

/** Within a millisecond each workflow task begins later than the one before. */
function timestampOf(ms: number, nanos = 0): { seconds: number; nanos: number } {
  return { seconds: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1_000_000 + nanos };
}

function millisecondsOf(duration: { seconds?: unknown; nanos?: number | null } | null | undefined): number {
  return Number(duration?.seconds ?? 0) * 1_000 + Math.round((duration?.nanos ?? 0) / 1_000_000);
}
