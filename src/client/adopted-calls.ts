import { callWorkflowId } from '../contract/media-ids.ts';
import { graphCallMachine } from '../machines/graph-call.ts';
import {
  EndedWithoutView,
  StatechartClient,
  UnknownInstance,
  type MachineView,
  type StatechartInstance,
} from '../statechart/client/index.ts';
import type { CallOptions } from './call-options.ts';
import { OperationFailed } from './errors.ts';
import { CallNotAdopted } from './media-errors.ts';
import type { Means } from './means.ts';
import { within, type RemainingMs } from './within.ts';

export type CallInstance = StatechartInstance<typeof graphCallMachine>;
export type CallMachineView = MachineView<typeof graphCallMachine>;

/** The workflows of calls: one carries all media of a call, and belongs to whoever adopted it. */
export class AdoptedCalls {
  readonly means: Means;
  readonly machines: StatechartClient<typeof graphCallMachine>;

  constructor(means: Means) {
    this.means = means;
    this.machines = new StatechartClient(means.client, {
      machine: graphCallMachine,
      workflow: 'graphCall',
      taskQueue: means.settings.taskQueue,
      workflowTaskTimeoutMs: means.settings.workflowTaskTimeoutMs,
    });
  }

  /**
   * Asks something of a call that the caller has adopted, in the time of one call.
   *
   * @throws CallNotAdopted, OperationFailed, TemporalUnavailable, and what the work throws
   */
  ask<Answer>(
    callId: string,
    options: CallOptions,
    work: (call: CallInstance, remainingMs: RemainingMs) => Promise<Answer>,
  ): Promise<Answer> {
    const { client, owners } = this.means;
    const workflowId = callWorkflowId(callId);
    return within(client, options, async (remainingMs) => {
      if (!(await owners.isOwn(workflowId, options.caller, remainingMs()))) throw new CallNotAdopted(callId);
      try {
        return await work(this.machines.get(workflowId), remainingMs);
      } catch (error) {
        if (error instanceof UnknownInstance) throw new CallNotAdopted(callId);
        throw error instanceof EndedWithoutView ? new OperationFailed(workflowId, undefined) : error;
      }
    });
  }
}

/** @throws OperationFailed, and what the view of an instance throws */
export async function callMachineView(call: CallInstance, remainingMs: RemainingMs): Promise<CallMachineView> {
  const view = await call.view({ timeoutMs: remainingMs() });
  if (view.status === 'error') throw new OperationFailed(call.id, view.error);
  return view;
}
