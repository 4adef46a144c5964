import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { untilReached, type CampaignStack } from './campaign-stack.ts';
import { settlesWithinMs, whyLate } from './lateness.ts';
import { deliverNoise } from './noise.ts';
import { rawIdIn, type CallPlan, type OperationPlan, type PhasePlan } from './plan.ts';

/** What was done about one operation, as the story tells it. */
export interface Played {
  readonly plan: OperationPlan;
  readonly callConnectionId: string;
  readonly operationId: string;
  readonly ended: 'inTime' | 'late' | 'never' | 'byDefect';
  /** What was under way when it was late. */
  readonly lateWith: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** What was answered otherwise than it should have been. */
  readonly wrong: readonly string[];
}

/** An operation that is late may take so much longer before it counts as one that never settles. */
const NEVER_AFTER_MS = 90_000;
const ANSWERED_WITHIN_MS = 60_000;
const CALLER_ID = '+14255550100';
const FIRST_CALLER = '8:acs:simulated-resource_first-caller';

/** Creates the call, and prepares what is to happen with it. */
export async function prepareCall(
  { stack: { simulator, callbackUri } }: CampaignStack,
  plan: CallPlan,
): Promise<string> {
  const callConnectionId = await simulator.createCall({ callbackUri });
  for (const { participant, presentBefore } of plan.operations) {
    if (presentBefore) await bringIn(rawIdIn(participant));
  }
  // Of two operations for one person the later one's behaviour counts.
  const people = plan.operations.map(({ participant, behaviour }) => [
    `${callConnectionId} ${rawIdIn(participant)}`,
    behaviour,
  ]);
  await simulator.setSwitches({ people: Object.fromEntries(people) });
  if (plan.notYet) await simulator.setCallState(callConnectionId, plan.notYet.state);
  await simulator.addFault(...plan.faults.map((fault) => ({ ...fault, callConnectionId })));
  await simulator.addWebhookRule(...plan.rules.map((rule) => ({ ...rule, callConnectionId })));
  return callConnectionId;

  async function bringIn(rawId: string): Promise<void> {
    const path = `/calling/callConnections/${callConnectionId}/participants:add`;
    const body = {
      participantToAdd: { rawId },
      sourceCallerIdNumber: { value: CALLER_ID },
      operationContext: 'before',
    };
    const response = await simulator.request('POST', path, body);
    await simulator.answer((await response.json()) as { invitationId: string });
  }
}

/** Lets happen to a call what is planned, and resolves when its operations have ended, or should have. */
export async function playCall(
  running: CampaignStack,
  phase: PhasePlan,
  plan: CallPlan,
  callConnectionId: string,
): Promise<Played[]> {
  const { simulator } = running.stack;
  const beginsAfterMs = Math.min(...plan.operations.map(({ startAfterMs }) => startAfterMs));
  const later = async (ms: number | undefined, action: () => Promise<unknown>) => {
    if (ms === undefined) return;
    await sleep(beginsAfterMs + ms);
    await untilReached(action);
  };
  const firstCaller = { callConnectionId, rawId: FIRST_CALLER };
  const [played] = await Promise.all([
    Promise.all(
      plan.operations.map((operation, index) =>
        playOperation(running, phase, operation, callConnectionId, index === 0 ? plan.noiseAfterMs : []),
      ),
    ),
    later(plan.endsAfterMs, () => simulator.disconnect(callConnectionId)),
    later(plan.notYet?.forMs, () => simulator.setCallState(callConnectionId, 'connected')),
    // The call may have ended.
    later(plan.firstCallerLeavesAfterMs, () => untilReached(() => simulator.leave(firstCaller)).catch(() => undefined)),
  ]);
  return played;
}

async function playOperation(
  running: CampaignStack,
  phase: PhasePlan,
  plan: OperationPlan,
  callConnectionId: string,
  noiseAfterMs: readonly number[],
): Promise<Played> {
  const { api, temporal, stack } = running;
  const wrong: string[] = [];
  await sleep(plan.startAfterMs);
  const { operationId, again } = await start(running, phase, plan, callConnectionId);
  const { startTime } = await temporal.workflow.getHandle(operationId).describe();
  const rawId = rawIdIn(plan.participant);
  const over = new AbortController();
  const others = Promise.all([
    ...plan.cancels.map(async ({ since, afterMs, by }) => {
      if (since === 'firstAttempt') await running.untilAttempted(operationId, over.signal);
      await sleep(afterMs);
      if (by === 'api') await untilAnswered(running, () => api.cancel(operationId), [200, 202, 409]);
      // One that has ended cannot be cancelled any more.
      else
        await temporal.workflow
          .getHandle(operationId)
          .cancel()
          .catch(() => undefined);
    }),
    ...noiseAfterMs.map(async (afterMs) => {
      await sleep(afterMs);
      wrong.push(...(await deliverNoise(stack, callConnectionId, operationId)));
    }),
    plan.startsAgainAfterMs !== undefined &&
      sleep(plan.startsAgainAfterMs)
        .then(again)
        .then(({ status, body }) => {
          if (status !== 202 || body['operationId'] !== operationId)
            wrong.push(`a start that was repeated was answered ${status} ${JSON.stringify(body)}`);
        }),
    plan.leavesAfterMs !== undefined &&
      sleep(plan.leavesAfterMs).then(() =>
        untilReached(() => stack.simulator.leave({ callConnectionId, rawId })).catch(() => undefined),
      ),
  ]);
  const inTime = await howItEnds(temporal, operationId, settlesWithinMs(phase, plan));
  const lateWith = inTime === undefined ? await whyLate(temporal, operationId) : [];
  const late = inTime === undefined ? await howItEnds(temporal, operationId, NEVER_AFTER_MS) : undefined;
  const ended = inTime ?? (late === 'inTime' ? 'late' : (late ?? 'never'));
  over.abort();
  await others;
  return { plan, callConnectionId, operationId, ended, lateWith, startedAt: startTime.getTime(), wrong };
}

/** undefined: it has not ended within the time. */
async function howItEnds(
  temporal: Client,
  operationId: string,
  withinMs: number,
): Promise<'inTime' | 'byDefect' | undefined> {
  const passed = AbortSignal.timeout(withinMs);
  return temporal
    .withAbortSignal(passed, () => temporal.workflow.getHandle(operationId).result())
    .then(
      () => 'inTime' as const,
      () => (passed.aborted ? undefined : ('byDefect' as const)),
    );
}

/** Under one key until it is accepted. Where its time was over before that, it is another operation. */
async function start(
  running: CampaignStack,
  { clocks }: PhasePlan,
  plan: OperationPlan,
  callConnectionId: string,
): Promise<{ operationId: string; again: () => ReturnType<CampaignStack['api']['get']> }> {
  for (;;) {
    const { participant, invitationTimeoutSeconds, lateJoin, notAfterMs } = plan;
    const body = {
      participant,
      sourceCallerIdNumber: CALLER_ID,
      invitationTimeoutSeconds,
      lateJoin,
      // By the clock of the server where that is ahead: it would refuse what it takes for the past.
      ...(notAfterMs !== undefined && {
        notAfter: new Date(Date.now() + Math.max(0, clocks.server) + notAfterMs).toISOString(),
      }),
    };
    const key = randomUUID();
    const ask = () => running.api.add(callConnectionId, body, key);
    const again = () => untilAnswered(running, ask, [202, 400, 409, 422]);
    const { status, body: told } = await again();
    if (status === 202) return { operationId: told['operationId'] as string, again };
    if (notAfterMs === undefined) throw new Error(`not accepted: ${status} ${JSON.stringify(told)}`);
  }
}

/** Asks again while the server is away, or cannot say. */
async function untilAnswered(
  { answers }: CampaignStack,
  ask: () => ReturnType<CampaignStack['api']['get']>,
  statuses: readonly number[],
): ReturnType<CampaignStack['api']['get']> {
  const deadline = Date.now() + ANSWERED_WITHIN_MS;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) answers.push(JSON.stringify({ ...answer, headers: [...answer.headers] }));
    if (answer !== undefined && statuses.includes(answer.status)) return answer;
    if (Date.now() > deadline) throw new Error(`no answer: ${JSON.stringify(answer?.body)}`);
    await sleep(100);
  }
}
