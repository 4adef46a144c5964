import type { Client } from '@temporalio/client';
import { checkReplays } from '../support/check-replays.ts';
import { WAITS } from './campaign-stack.ts';
import type { OperationPlan, PhasePlan } from './plan.ts';

/** From when everybody lives again until what they had in hand is in other hands, on a machine that is busy. */
const RECOVERS_WITHIN_MS = 15_000;
const ANSWERS_WITHIN_MS = 5_000;

/** How long an operation may take: its own waits, and those for whoever is killed meanwhile. */
export function settlesWithinMs({ kills }: PhasePlan, { invitationTimeoutSeconds }: OperationPlan): number {
  const wait = (name: keyof typeof WAITS) => Number(WAITS[name]);
  const ringing = wait('DURABLE_CALLS_NOT_AFTER_MS') + invitationTimeoutSeconds * 1_000;
  const asking = 2 * (wait('DURABLE_CALLS_LAST_DEADLINE_MS') + wait('DURABLE_CALLS_START_TO_CLOSE_MS'));
  return ringing + asking + kills.reduce((sum, { downMs }) => sum + downMs + RECOVERS_WITHIN_MS, 0);
}

/** What Temporal, the workflow and a replay say of an operation that should have settled. */
export async function whyLate(temporal: Client, operationId: string): Promise<string[]> {
  const handle = temporal.workflow.getHandle(operationId);
  const { raw, historyLength, status } = await handle.describe();
  const { pendingWorkflowTask: task, pendingActivities } = raw;
  const trace = await temporal
    .withDeadline(Date.now() + ANSWERS_WITHIN_MS, () => handle.query<string>('__stack_trace'))
    .catch((error: unknown) => String(error));
  const replay = await checkReplays('TEST_CALLS_BUNDLE', [operationId]).then(
    () => 'it can be replayed',
    (error: unknown) => String(error),
  );
  return [
    `${new Date().toISOString()} ${status.name}, ${historyLength} events`,
    task ? `workflow task: ${JSON.stringify(task)}` : 'no workflow task is pending',
    ...(pendingActivities ?? []).map(
      ({ activityType, state, attempt, lastFailure }) =>
        `activity ${activityType?.name}: state ${state}, attempt ${attempt}, last failure ${lastFailure?.message ?? 'none'}`,
    ),
    `stack trace: ${trace}`,
    replay,
  ];
}
