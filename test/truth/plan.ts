import type { Participant } from '../../src/contract/participant.ts';
import type { FaultWish, SwitchChanges, WebhookRuleWish } from '../../simulator/control-client.ts';
import { Dice } from './dice.ts';
import { planFaults, planWebhookRules } from './plan-faults.ts';
import { planSwitches } from './plan-switches.ts';

/* What is to happen in a campaign, from its seed alone. Times are milliseconds after the phase, or the operation, began. */

/** Operations that run at once, under one behaviour of the provider. */
export interface PhasePlan {
  readonly number: number;
  readonly switches: SwitchChanges;
  /** A pair is executed once, whatever happens. */
  readonly honoursPairs: boolean;
  readonly calls: readonly CallPlan[];
  readonly kills: readonly Kill[];
  /** Another worker takes part: what one has in hand when it is killed, or stands still, is given to the other. */
  readonly secondWorker: boolean;
  /** By how many milliseconds a process's clock is wrong. */
  readonly clocks: { readonly worker: number; readonly server: number };
  /** Access keys that the provider refuses for a while, by position. */
  readonly refusedKeys?: { readonly positions: readonly number[]; readonly afterMs: number; readonly forMs: number };
}

export interface CallPlan {
  readonly operations: readonly OperationPlan[];
  readonly endsAfterMs?: number;
  /** What getCall says at first, and for how long. */
  readonly notYet?: { readonly state: 'connecting' | 'transferring' | 'unknown'; readonly forMs: number };
  /** The first caller hangs up: who is removed then was the last. */
  readonly firstCallerLeavesAfterMs?: number;
  readonly faults: readonly FaultWish[];
  readonly rules: readonly WebhookRuleWish[];
  /** When deliveries come that must change nothing. */
  readonly noiseAfterMs: readonly number[];
}

export interface OperationPlan {
  /** Counted over the whole campaign, from 1. */
  readonly number: number;
  readonly participant: Participant;
  /** A list: at the first ringing, at the second, and so on. */
  readonly behaviour: Behaviours;
  /** The person is in the call before we ring. */
  readonly presentBefore: boolean;
  readonly invitationTimeoutSeconds: number;
  readonly lateJoin: 'remove' | 'keep';
  readonly notAfterMs?: number;
  readonly startAfterMs: number;
  readonly cancels: readonly Cancel[];
  readonly leavesAfterMs?: number;
  /** The start is made once more, under the same key. */
  readonly startsAgainAfterMs?: number;
}

/** One wish to cancel: so long after the operation was accepted, or after the first attempt to ring was over. */
interface Cancel {
  readonly since: 'accepted' | 'firstAttempt';
  readonly afterMs: number;
  /** Temporal's own request to cancel a workflow is a cancel, too. */
  readonly by: 'api' | 'temporal';
}

/** As the provider lists the person. Written here as well, so that a mistake of the product convicts it. */
export function rawIdIn(participant: Participant): string {
  switch (participant.kind) {
    case 'communicationUser':
      return participant.id;
    case 'phoneNumber':
      return `4:${participant.value}`;
    case 'microsoftTeamsUser':
      return `8:orgid:${participant.userId}`;
  }
}

type Behaviours = NonNullable<SwitchChanges['person']>;

export interface Kill {
  /** Since the phase began, or since everybody lived again after the kill before. */
  readonly afterMs: number;
  readonly whom: readonly Victim[];
  /** SIGSTOP: it stands still for `downMs`, and goes on as if nothing had been. Temporal is out of reach, however it is. */
  readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP';
  readonly downMs: number;
}

/** Temporal is not killed, but out of reach of worker and server. */
export type Victim = 'worker' | 'server' | 'simulator' | 'temporal';

export const OPERATIONS_PER_PHASE = 100;

/** The phases of a campaign; the last may be smaller. */
export function planCampaign(seed: string, operations: number): PhasePlan[] {
  const phases = Math.ceil(operations / OPERATIONS_PER_PHASE);
  return Array.from({ length: phases }, (_, index) => {
    const before = index * OPERATIONS_PER_PHASE;
    return planPhase(seed, index + 1, Math.min(OPERATIONS_PER_PHASE, operations - before));
  });
}

/** @param number counted from 1; a phase is the same whatever comes before it */
export function planPhase(seed: string, number: number, operations = OPERATIONS_PER_PHASE): PhasePlan {
  const dice = new Dice(`${seed} phase ${number}`);
  const { switches, honoursPairs } = planSwitches(dice);
  const kills = planKills(dice, [
    [5, ['worker']],
    [3, ['server']],
    [2, ['worker', 'server']],
    [1.5, ['simulator']],
    [1.5, ['temporal']],
    [0.5, ['worker', 'simulator']],
  ]);
  const around = planSurroundings(dice);
  const calls: CallPlan[] = [];
  let next = (number - 1) * OPERATIONS_PER_PHASE + 1;
  const end = next + operations;
  while (next < end) {
    const call = planCall(new Dice(`${seed} operation ${next}`), next, end - next);
    calls.push(call);
    next += call.operations.length;
  }
  return { number, switches, honoursPairs, calls, kills, ...around };
}

function planSurroundings(dice: Dice): Pick<PhasePlan, 'secondWorker' | 'clocks' | 'refusedKeys'> {
  const clocks = {
    // Ahead by less than the time for which a pair may be sent.
    worker: dice.weighted([
      [4, 0],
      [1, 3_000],
      [1, -20_000],
    ]),
    server: dice.weighted([
      [4, 0],
      [1, 20_000],
      [1, -20_000],
    ]),
  };
  const positions = dice.weighted([
    [3, [0]],
    [2, [1]],
    [1, [0, 1]],
  ]);
  const refusedKeys = { positions, afterMs: dice.between(0, 6_000), forMs: dice.between(500, 5_000) };
  return { secondWorker: dice.chance(0.3), clocks, ...(dice.chance(0.3) && { refusedKeys }) };
}

export function planKills(
  dice: Dice,
  victims: readonly (readonly [weight: number, whom: readonly Victim[]])[],
): Kill[] {
  return Array.from({ length: dice.between(1, 3) }, () => {
    const afterMs = dice.between(1_000, 5_000);
    const whom = dice.weighted(victims);
    const signal = dice.weighted([
      [3, 'SIGKILL'],
      [1, 'SIGTERM'],
      [1, 'SIGSTOP'],
    ] as const);
    const downMs = dice.weighted([
      [3, 0],
      [1, dice.between(200, 2_500)],
    ]);
    // Longer than a heartbeat and a workflow task may take: what it had in hand is given to somebody else.
    const isAwayForAWhile = signal === 'SIGSTOP' || whom.includes('temporal');
    return { afterMs, whom, signal, downMs: isAwayForAWhile ? dice.between(500, 5_000) : downMs };
  });
}

/** A call of one operation; now and then of two, mostly for the same person. */
function planCall(dice: Dice, number: number, most: number): CallPlan {
  const first = planOperation(dice, number);
  const operations = [first];
  if (most > 1 && dice.chance(0.12)) {
    const second = planOperation(dice, number + 1);
    const isSamePerson = dice.chance(0.8);
    operations.push({ ...second, ...(isSamePerson && { participant: first.participant, presentBefore: false }) });
  }
  const end = dice.chance(0.12) ? { endsAfterMs: dice.between(0, 4_000) } : {};
  // A call that ends is not said to be connected afterwards.
  const notYet =
    !('endsAfterMs' in end) && dice.chance(0.06)
      ? {
          notYet: {
            state: dice.pick(['connecting', 'transferring', 'unknown'] as const),
            forMs: dice.between(200, 2_000),
          },
        }
      : {};
  const isAlone = operations.length === 1;
  const noiseAfterMs = dice.some(0.15, 2, () => dice.between(0, 6_000));
  return {
    operations,
    ...end,
    ...notYet,
    ...(dice.chance(0.1) && { firstCallerLeavesAfterMs: dice.between(0, 6_000) }),
    faults: planFaults(dice, isAlone),
    rules: planWebhookRules(dice),
    noiseAfterMs,
  };
}

function planOperation(dice: Dice, number: number): OperationPlan {
  return {
    number,
    participant: planPerson(dice, number),
    behaviour: dice.chance(0.25) ? [planBehaviour(dice), planBehaviour(dice)] : planBehaviour(dice),
    presentBefore: dice.chance(0.06),
    invitationTimeoutSeconds: dice.weighted([
      [4, 1],
      [3, 2],
      [1, 4],
    ]),
    lateJoin: dice.weighted([
      [3, 'remove'],
      [1, 'keep'],
    ]),
    ...(dice.chance(0.12) && { notAfterMs: dice.between(300, 6_000) }),
    startAfterMs: dice.between(0, 10_000),
    cancels: dice.some(0.6, 2, () => planCancel(dice)),
    ...(dice.chance(0.1) && { leavesAfterMs: dice.between(100, 3_000) }),
    ...(dice.chance(0.1) && { startsAgainAfterMs: dice.between(0, 4_000) }),
  };
}

function planCancel(dice: Dice): Cancel {
  const since = dice.weighted([
    [1, 'accepted'],
    [8, 'firstAttempt'],
  ] as const);
  const by = dice.weighted([
    [9, 'api'],
    [1, 'temporal'],
  ] as const);
  return { since, afterMs: dice.between(0, dice.pick([20, 500, 2_500])), by };
}

function planPerson(dice: Dice, number: number): Participant {
  switch (dice.pick(['communicationUser', 'communicationUser', 'phoneNumber', 'microsoftTeamsUser'] as const)) {
    case 'communicationUser':
      return { kind: 'communicationUser', id: `8:acs:simulated-resource_person-${number}` };
    case 'phoneNumber':
      return { kind: 'phoneNumber', value: `+1425${String(1_000_000 + number * 7 + dice.between(0, 6))}` };
    case 'microsoftTeamsUser':
      return { kind: 'microsoftTeamsUser', userId: `${dice.hex(8)}-0000-4000-8000-${dice.hex(12)}` };
  }
}

function planBehaviour(dice: Dice): Exclude<Behaviours, unknown[]> {
  const onInvite = dice.weighted([
    [5, 'accept'],
    [3, 'ring'],
    [2, 'decline'],
    [1, 'busy'],
    [1, 'unreachable'],
    [0.5, 'fail'],
    [0.5, 'declineReportedAsAccept'],
  ] as const);
  const afterMs = dice.between(0, dice.pick([0, 400, 2_500]));
  // How a rejection was recorded, at one time and at another.
  const asRecorded = onInvite === 'decline' && dice.chance(0.4) ? { code: 200, subCode: 5002 } : {};
  return { onInvite, afterMs, ...asRecorded };
}
