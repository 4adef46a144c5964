import { setTimeout as sleep } from 'node:timers/promises';
import type { OperationView } from '../../src/contract/operation-view.ts';
import type { LedgerView } from '../../simulator/control-client.ts';
import { checkReplays } from '../support/check-replays.ts';
import { CampaignStack, untilReached, WAITS } from './campaign-stack.ts';
import { leaksIn, leaksInText } from './history-hygiene.ts';
import { countPairs } from './pairs.ts';
import { askedForOthersAt } from './questions.ts';
import { rawIdIn, type CallPlan, type OperationPlan, type PhasePlan } from './plan.ts';
import { playCall, prepareCall, type Played } from './run-operation.ts';
import { tellStory } from './story.ts';
import { untruths } from './verdict.ts';

/** What a campaign, or a phase of it, has come to. */
export interface Tally {
  operations: number;
  settled: number;
  untrue: number;
  /** Pairs that were executed more than once, where the provider honours them. */
  executedTwice: number;
  /** The same where it does not: no client can prevent it. */
  executedAgainByProvider: number;
  pairsUsedForTwo: number;
  /** What the provider was asked, and what was done to make it hard. */
  readonly load: { adds: number; repeats: number; faults: number; eventsLost: number; kills: number };
  /** How often each outcome was reached. */
  readonly outcomes: Record<string, number>;
  /** What stands in a history and should not. */
  readonly leaks: string[];
  /** Of every operation that went wrong. */
  readonly stories: string[];
}

function emptyTally(): Tally {
  return {
    operations: 0,
    settled: 0,
    untrue: 0,
    executedTwice: 0,
    executedAgainByProvider: 0,
    pairsUsedForTwo: 0,
    load: { adds: 0, repeats: 0, faults: 0, eventsLost: 0, kills: 0 },
    outcomes: {},
    leaks: [],
    stories: [],
  };
}

export interface CampaignOptions {
  readonly seed: string;
  readonly phases: readonly PhasePlan[];
  /** Gets the story of every operation, also where nothing went wrong. */
  readonly onStory?: (story: string) => void;
  /** After each phase. */
  readonly onPhase?: (phase: PhasePlan, soFar: Tally, tookMs: number) => void;
}

/** Plays the phases one after the other against worker, server and simulator as processes, and judges each operation. */
export async function runCampaign({ seed, phases, onStory, onPhase = () => {} }: CampaignOptions): Promise<Tally> {
  const tally = emptyTally();
  const running = await CampaignStack.start();
  try {
    for (const phase of phases) {
      const began = Date.now();
      await runPhase(running, seed, phase, tally, onStory);
      onPhase(phase, tally, Date.now() - began);
    }
  } finally {
    await running.stop();
  }
  return tally;
}

async function runPhase(
  running: CampaignStack,
  seed: string,
  phase: PhasePlan,
  tally: Tally,
  onStory: CampaignOptions['onStory'],
): Promise<void> {
  const { simulator } = running.stack;
  running.lines.length = 0;
  running.answers.length = 0;
  running.killed.length = 0;
  await simulator.reset();
  await simulator.setSwitches(phase.switches);
  const prepared = await Promise.all(
    phase.calls.map(async (plan) => ({ plan, callConnectionId: await prepareCall(running, plan) })),
  );
  const played = await running.troubledBy(phase, () =>
    Promise.all(
      prepared.map(async ({ plan, callConnectionId }) => ({
        plan,
        operations: await playCall(running, phase, plan, callConnectionId),
      })),
    ),
  );
  const ledger = await quietLedger(running);
  countLoad(tally, ledger, phase);
  countLeaks(running, phase, tally);
  countPairsForTwo(ledger, phase, tally);
  for (const { plan, operations } of played) {
    for (const operation of operations) {
      const view = await viewOf(running, operation);
      const run = await running.temporal.workflow.getHandle(operation.operationId).describe();
      const ofCall = ledgerOf(ledger, operation.callConnectionId);
      const history = await running.temporal.workflow.getHandle(operation.operationId).fetchHistory();
      const toJudge = { ...operation, others: operations, asked: askedForOthersAt(history) };
      const wrong = judge(running, phase, plan, toJudge, view, run.closeTime, ofCall);
      wrong.push(...(await untrueReplays(operation.operationId)));
      const leaks = [...leaksIn(history, running.secrets), ...leaksInText(JSON.stringify(view), running.secrets, [])];
      count(tally, { phase, operation, view, wrong, ledger: ofCall, leaks });
      const all = [...wrong, ...leaks];
      if (all.length === 0 && onStory === undefined) continue;
      const { lines, killed } = running;
      const { runId } = run;
      const about = { seed, phase, call: plan, operation, view, history, runId };
      const story = tellStory({ ...about, wrong: all, ledger: ofCall, lines, killed });
      onStory?.(story);
      if (all.length > 0) tally.stories.push(story);
    }
  }
}

interface Judged {
  readonly phase: PhasePlan;
  readonly operation: Played;
  readonly view: OperationView | undefined;
  readonly wrong: readonly string[];
  readonly ledger: LedgerView;
  readonly leaks: readonly string[];
}

function judge(
  { stack: { simulator } }: CampaignStack,
  { honoursPairs }: PhasePlan,
  call: CallPlan,
  {
    plan,
    ended,
    operationId,
    startedAt,
    others,
    wrong,
    asked,
  }: Played & { readonly others: readonly Played[]; readonly asked: readonly number[] },
  view: OperationView | undefined,
  closeTime: Date | undefined,
  ledger: LedgerView,
): string[] {
  if (ended === 'byDefect') return ['it failed by a defect'];
  if (ended === 'never' || view === undefined || closeTime === undefined) return ['it has not settled'];
  const { executedTwice, usedForTwo } = countPairs(ownRequests(ledger, operationId));
  return [
    ...(ended === 'late' ? ['it settled late'] : []),
    ...wrong,
    ...untruths({
      view,
      startedAt,
      settledAt: closeTime.getTime(),
      ledger,
      person: simulator.personHash(rawIdIn(plan.participant)),
      honoursPairs,
      isAloneInCall: call.operations.length === 1,
      othersStartedAt: new Map(
        others
          .filter((other) => other.operationId !== operationId && isSamePerson(other.plan, plan))
          .map((other) => [other.operationId, other.startedAt]),
      ),
      askedForOthersAt: asked,
      lastDeadlineMs: Number(WAITS.DURABLE_CALLS_LAST_DEADLINE_MS),
    }),
    ...(honoursPairs && executedTwice.length > 0 ? ['a request was executed twice'] : []),
    ...(usedForTwo.length > 0 ? ['a Repeatability pair was used for two requests'] : []),
  ];
}

function isSamePerson(one: OperationPlan, other: OperationPlan): boolean {
  return rawIdIn(one.participant) === rawIdIn(other.participant);
}

/** By the code as it is, whatever workers were killed on the way. */
async function untrueReplays(operationId: string): Promise<string[]> {
  return checkReplays('TEST_CALLS_BUNDLE', [operationId]).then(
    () => [],
    (error: unknown) => [`it cannot be replayed: ${String(error)}`],
  );
}

function count(tally: Tally, { phase, operation, view, wrong, ledger, leaks }: Judged): void {
  const { executedTwice } = countPairs(ownRequests(ledger, operation.operationId));
  const settled = (operation.ended === 'inTime' || operation.ended === 'late') && view?.phase === 'settled';
  tally.operations += 1;
  tally.settled += settled ? 1 : 0;
  tally.untrue += settled && wrong.length > 0 ? 1 : 0;
  if (phase.honoursPairs) tally.executedTwice += executedTwice.length;
  else tally.executedAgainByProvider += executedTwice.length;
  tally.leaks.push(...leaks);
  const { type, reason, how } = (view?.outcome ?? {}) as { type?: string; reason?: string; how?: string };
  const name = [type ?? operation.ended, reason ?? how].filter(Boolean).join(' ');
  tally.outcomes[name] = (tally.outcomes[name] ?? 0) + 1;
}

/** Lines of a log belong to no operation, and neither does what a caller is answered. */
function countLeaks({ lines, answers, secrets }: CampaignStack, { calls }: PhasePlan, tally: Tally): void {
  const people = calls.flatMap(({ operations }) => operations.map(({ participant }) => rawIdIn(participant)));
  for (const text of [...lines, ...answers]) {
    const leaks = leaksInText(text, secrets, people);
    tally.leaks.push(...leaks);
    if (leaks.length > 0) tally.stories.push(`In a log or an answer: ${leaks.join('; ')}\n  ${text}`);
  }
}

/** Over all operations: one pair may stand for one request of one of them only. */
function countPairsForTwo({ requests }: LedgerView, { number }: PhasePlan, tally: Tally): void {
  const { usedForTwo } = countPairs(requests);
  tally.pairsUsedForTwo += usedForTwo.length;
  if (usedForTwo.length > 0)
    tally.stories.push(`In phase ${number} pairs were used for two requests: ${usedForTwo.join(', ')}`);
}

function countLoad({ load }: Tally, { summary }: LedgerView, { kills }: PhasePlan): void {
  const counts = Object.values(summary.operations);
  load.adds += summary.operations.addParticipant.executed;
  load.repeats += counts.reduce((sum, { repeats }) => sum + repeats, 0);
  load.faults += counts.reduce((sum, { faults }) => sum + faults, 0);
  load.eventsLost += Object.values(summary.webhooks).reduce((sum, { dropped, failed }) => sum + dropped + failed, 0);
  load.kills += kills.reduce((sum, { whom }) => sum + whom.length, 0);
}

function ownRequests({ requests }: LedgerView, operationId: string): LedgerView['requests'] {
  return requests.filter(({ operationContext }) => operationContext?.startsWith(`${operationId}:`));
}

/** Once nothing rings any more: what settled may still turn out to be untrue. */
async function quietLedger({ stack: { simulator } }: CampaignStack): Promise<LedgerView> {
  for (;;) {
    const ledger = await untilReached(() => simulator.ledger());
    if (ledger.invitations.every(({ endedAt }) => endedAt !== null)) return ledger;
    await sleep(100);
  }
}

function ledgerOf(ledger: LedgerView, callConnectionId: string): LedgerView {
  const ofCall = <T extends { callConnectionId: string | null }>(entries: T[]) =>
    entries.filter((entry) => entry.callConnectionId === callConnectionId);
  return {
    summary: ledger.summary,
    requests: ofCall(ledger.requests),
    webhooks: ofCall(ledger.webhooks),
    calls: ofCall(ledger.calls),
    invitations: ofCall(ledger.invitations),
    stays: ofCall(ledger.stays),
  };
}

/** Of one that has not ended too, so that its story can be told. */
async function viewOf({ api }: CampaignStack, { operationId }: Played): Promise<OperationView | undefined> {
  return api.view(operationId).catch(() => undefined);
}
