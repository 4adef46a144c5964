import type { GraphSimulatorControl } from '../../../simulator/graph-control-client.ts';
import { Dice } from '../dice.ts';
import { planKills, type Kill } from '../plan.ts';

/* What is to happen to the media of calls, from the campaign's seed alone. */

type SwitchChanges = Parameters<GraphSimulatorControl['setSwitches']>[0];
type GraphFault = Parameters<GraphSimulatorControl['addFault']>[0];
type GraphRule = Parameters<GraphSimulatorControl['addWebhookRule']>[0];

/** Calls that live at once, under one behaviour of Graph. */
export interface MediaPhase {
  readonly number: number;
  readonly switches: SwitchChanges;
  readonly calls: readonly MediaCallPlan[];
  readonly kills: readonly Kill[];
}

export interface MediaCallPlan {
  /** Counted over the whole campaign, from 1. */
  readonly number: number;
  readonly startsAfterMs: number;
  readonly establishesAfterMs: number;
  readonly keepTones: boolean;
  readonly steps: readonly Step[];
  readonly faults: readonly GraphFault[];
  readonly rules: readonly GraphRule[];
  /** How long it lives after its last step; what is open then ends with it. */
  readonly endsAfterMs: number;
}

export type Step = { readonly afterMs: number } & (
  | { readonly what: 'prompts'; readonly body: object }
  | { readonly what: 'recordings'; readonly body: object }
  | { readonly what: 'tone-subscriptions' | 'cancel' }
  | { readonly what: 'tone' }
);

const CALLS_PER_PHASE = 25;

export function planMediaCampaign(seed: string, calls: number): MediaPhase[] {
  return Array.from({ length: Math.ceil(calls / CALLS_PER_PHASE) }, (_, index) =>
    planMediaPhase(seed, index + 1, Math.min(CALLS_PER_PHASE, calls - index * CALLS_PER_PHASE)),
  );
}

/** @param number counted from 1; a phase is the same whatever comes before it */
export function planMediaPhase(seed: string, number: number, calls = CALLS_PER_PHASE): MediaPhase {
  const dice = new Dice(`${seed} media phase ${number}`);
  const first = (number - 1) * CALLS_PER_PHASE + 1;
  return {
    number,
    switches: planSwitches(dice),
    kills: planKills(dice, [
      [5, ['worker']],
      [3, ['server']],
      [2, ['worker', 'server']],
    ]),
    calls: Array.from({ length: calls }, (_, index) =>
      planCall(new Dice(`${seed} call ${first + index}`), first + index),
    ),
  };
}

function planSwitches(dice: Dice): SwitchChanges {
  const notices = ['perOperation', 'runningOnly', 'none'] as const;
  return {
    promptDurationMs: dice.pick([50, 400]),
    recordDurationMs: dice.pick([200, 900]),
    established: dice.pick(['captured', 'once', 'twice', 'swapped', 'audioFirst', 'withoutAudio'] as const),
    queuedStatus: dice.pick(['running', 'notStarted'] as const),
    finishedOperations: dice.pick(['notFound', 'readable'] as const),
    locationId: dice.pick(['same', 'other'] as const),
    cancelNotices: dice.pick(notices),
    bargeInNotices: dice.pick(notices),
    hangUpNotices: dice.pick(['none', 'cancelled'] as const),
    recordEndsBy: dice.pick(['maxRecordDuration', 'maxSilence', 'maxSilenceFails', 'initialSilence'] as const),
    idStyle: dice.pick(['dashed', 'upperUndashed', 'mixed'] as const),
    operationIdOmittedPercent: dice.pick([0, 20, 100]),
    callIdInNotices: dice.chance(0.3),
    callNotices: dice.pick(['captured', 'whole'] as const),
    odataIds: dice.chance(0.3),
    enumCase: dice.pick(['camel', 'camel', 'pascal', 'mixed'] as const),
    resultNumbers: dice.pick(['number', 'number', 'mixed'] as const),
    completionReason: dice.chance(0.5),
    extraMembers: dice.chance(0.3),
    lingeringToneInfo: dice.chance(0.3),
    firstToneSequenceId: dice.pick([0, 1, 6]),
    batchCompanions: dice.chance(0.3) ? ['roster', 'deltaRoster', 'unknownType'] : [],
    tokenIssuer: dice.pick(['botframework', 'graph'] as const),
  };
}

function planCall(dice: Dice, number: number): MediaCallPlan {
  return {
    number,
    startsAfterMs: dice.between(0, 4_000),
    establishesAfterMs: dice.pick([0, 0, 0, dice.between(1, 1_500)]),
    keepTones: dice.chance(0.7),
    steps: Array.from({ length: dice.between(2, 7) }, () => planStep(dice)),
    faults: dice.some(0.5, 2, () => planFault(dice)),
    rules: dice.some(0.4, 2, () => planRule(dice)),
    endsAfterMs: dice.pick([0, dice.between(0, 3_000), 4_000]),
  };
}

function planStep(dice: Dice): Step {
  const afterMs = dice.between(0, dice.pick([20, 300, 1_200]));
  const policy = {
    onAmbiguity: dice.pick(['atMostOnce', 'atMostOnce', 'atLeastOnce'] as const),
    timeLimitSeconds: dice.between(2, 5),
    ...(dice.chance(0.1) && { notAfterMs: dice.between(200, 2_000) }),
  };
  const prompt = () => ({ uri: `https://audio.example.com/${dice.hex(8)}.wav` });
  const what = dice.weighted([
    [6, 'prompts'],
    [3, 'recordings'],
    [2, 'cancel'],
    [1, 'tone-subscriptions'],
    [2, 'tone'],
  ] as const);
  if (what === 'prompts')
    return { afterMs, what, body: { ...policy, prompts: Array.from({ length: dice.between(1, 3) }, prompt) } };
  if (what === 'recordings') {
    const own = {
      bargeInAllowed: dice.chance(0.3),
      maxRecordDurationSeconds: 1,
      ...(dice.chance(0.3) && { prompt: prompt() }),
    };
    return { afterMs, what, body: { ...policy, ...own } };
  }
  return { afterMs, what };
}

function planFault(dice: Dice): GraphFault {
  const operation = dice.weighted([
    [4, 'playPrompt'],
    [2, 'recordResponse'],
    [3, 'cancelMediaProcessing'],
    [1, 'getCall'],
    [1, 'subscribeToTone'],
  ] as const);
  const common = { operation, skip: dice.between(0, 2), times: dice.between(1, 3) };
  const at = dice.pick(['arrival', 'beforeExecuting', 'afterExecuting'] as const);
  switch (dice.pick(['reset', 'noAnswer', 'delay', 'late', 'unavailable', 'failed', 'throttled', 'refused'] as const)) {
    case 'reset':
      return { ...common, kind: 'reset', at };
    case 'noAnswer':
      return { ...common, kind: 'noAnswer', at, times: 1 };
    case 'delay':
      return { ...common, kind: 'delay', at, delayMs: dice.between(50, 1_500) };
    case 'late':
      // Executed when its answer is not waited for any longer, and something else may have been sent.
      return { ...common, kind: 'delay', at: 'beforeExecuting', delayMs: dice.between(2_000, 6_000), times: 1 };
    case 'unavailable':
      return { ...common, kind: 'respond', at, status: 503 };
    case 'failed':
      return { ...common, kind: 'respond', at, status: 500, code: '9999' };
    case 'throttled':
      return { ...common, kind: 'respond', at: 'beforeExecuting', status: 429, retryAfter: dice.pick(['0.4', '3']) };
    case 'refused':
      return { ...common, kind: 'respond', at: 'beforeExecuting', ...dice.pick(REFUSALS) };
  }
}

const REFUSALS = [
  { status: 400, code: '8501' },
  { status: 401 },
  { status: 403, code: '7504' },
  { status: 404, code: 'UnknownError' },
  { status: 409, code: '8519' },
  { status: 412 },
] as const;

function planRule(dice: Dice): GraphRule {
  const type = dice.pick(['playPrompt', 'recordResponse', 'established', 'terminated', 'tone'] as const);
  const times = dice.between(1, 3);
  switch (dice.pick(['drop', 'duplicate', 'delay'] as const)) {
    case 'drop':
      return { type, kind: 'drop', times };
    case 'duplicate':
      return { type, kind: 'duplicate', times, newId: dice.chance(0.5) };
    case 'delay':
      return { type, kind: 'delay', times, delayMs: dice.between(50, 2_500) };
  }
}
