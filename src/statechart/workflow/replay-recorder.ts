import { proxySinks, type ConcludeActivationInput, type WorkflowInterceptors } from '@temporalio/workflow';
import type { Effect, ReplayedActivation, ReplaySinks } from '../replayed.ts';
import { whereabouts } from './whereabouts.ts';

/**
 * Tells what a workflow asks for in each of its activations. Bundled in for a replay that compares, and only there:
 * without the sink that hears of it, every activation would log an error.
 */
export const interceptors = (): WorkflowInterceptors => {
  const { statechartReplay } = proxySinks<ReplaySinks>();
  return {
    internals: [
      {
        concludeActivation(input, next) {
          const concluded = next(input);
          statechartReplay.activated(activationOf(concluded));
          return concluded;
        },
      },
    ],
  };
};

function activationOf({ commands }: ConcludeActivationInput): ReplayedActivation {
  const place = whereabouts();
  return { effects: commands.flatMap((command) => effectOf(command) ?? []), ...(place && { place }) };
}

type Command = ConcludeActivationInput['commands'][number];

function effectOf(command: Command): Effect | undefined {
  const {
    startTimer,
    scheduleActivity,
    updateResponse,
    startChildWorkflowExecution,
    signalExternalWorkflowExecution: signal,
    modifyWorkflowProperties,
  } = command;
  if (startTimer) {
    const { seconds, nanos } = startTimer.startToFireTimeout ?? {};
    const durationMs = Number(String(seconds ?? 0)) * 1_000 + (nanos ?? 0) / 1_000_000;
    return { kind: 'timerDuration', id: String(startTimer.seq), name: 'timer', content: { durationMs } };
  }
  if (scheduleActivity) {
    const { activityId, activityType, arguments: payloads } = scheduleActivity;
    return {
      kind: 'activityInput',
      id: activityId ?? '',
      name: activityType ?? '',
      content: { payloads: payloads ?? [] },
    };
  }
  if (updateResponse) return answerOf(updateResponse);
  if (startChildWorkflowExecution) {
    const { workflowId, workflowType, input } = startChildWorkflowExecution;
    return {
      kind: 'childWorkflowInput',
      id: workflowId ?? '',
      name: workflowType ?? '',
      content: { payloads: input ?? [] },
    };
  }
  if (signal) {
    return { kind: 'signalArguments', id: '', name: signal.signalName ?? '', content: { payloads: signal.args ?? [] } };
  }
  if (modifyWorkflowProperties) {
    return {
      kind: 'memo',
      id: '',
      name: 'memo',
      content: { fields: modifyWorkflowProperties.upsertedMemo?.fields ?? {} },
    };
  }
  return endOf(command);
}

function answerOf({ protocolInstanceId, completed, rejected }: NonNullable<Command['updateResponse']>) {
  const content = completed ? { payloads: [completed] } : rejected ? { failure: rejected } : undefined;
  // Otherwise it says that the update was accepted, which Temporal compares.
  return content && { kind: 'updateAnswer' as const, id: protocolInstanceId ?? '', name: 'update', content };
}

function endOf(command: Command): Effect | undefined {
  const end = { kind: 'end', id: '' } as const;
  const { completeWorkflowExecution: completed, failWorkflowExecution: failed } = command;
  if (completed) {
    return { ...end, name: 'completed', content: { payloads: completed.result ? [completed.result] : [] } };
  }
  if (failed) return { ...end, name: 'failed', content: { failure: failed.failure ?? {} } };
  if (command.cancelWorkflowExecution) return { ...end, name: 'cancelled', content: { payloads: [] } };
  const { continueAsNewWorkflowExecution: continued } = command;
  return continued ? { ...end, name: 'continued as new', content: { payloads: continued.arguments ?? [] } } : undefined;
}
