import { beforeAll, describe, expect, test } from '@jest/globals';
import { array, assert, boolean, constantFrom, nat, property } from 'fast-check';
import { addParticipantMachine } from '../../../src/machines/add-participant.ts';
import { thatChangeNothing } from '../model/add-participant/happenings.ts';
import { addParticipantModel } from '../model/add-participant/modelled.ts';
import { explore, withModelClock, type Edge, type Explored } from '../model/explore.ts';
import { Model, STARTED_AT, type Action, type ModelState } from '../model/model.ts';
import { testThatItIsSound } from '../model/sound.ts';

type Machine = typeof addParticipantMachine;

/*
 * Every path through the machine, walked on its pure transition function: actors answer whatever they may, limits pass,
 * and the provider tells anything at any time.
 */

const POLICIES = ['remove', 'keep'] as const;

const explored: Explored<Machine>[] = [];

const LONG_NOT_AFTER_MS = 600_000;

beforeAll(() => {
  explored.push(...POLICIES.map((lateJoin) => explore(addParticipantModel(lateJoin))));
  explored.push(explore(addParticipantModel('remove', LONG_NOT_AFTER_MS)));
});

describe('in the model of the machine', () => {
  testThatItIsSound(addParticipantMachine, 'the machine that adds a participant', explored);

  test('there is an outcome exactly when the operation has settled', () => {
    const wrong = explored.flatMap(({ paths }) =>
      paths.filter(({ state }) => (state.snapshot.context.outcome !== undefined) !== (state.status === 'done')),
    );
    expect(wrong.map(({ steps }) => steps)).toEqual([]);
  });

  test.each<[string, (context: Context, now: number) => boolean]>([
    ['cancelled', ({ outcome, cancel }) => outcome?.type === 'cancelled' && cancel === undefined],
    ['said not to have been removed', ({ outcome, cancel }) => isKept(outcome) && cancel === undefined],
    ['never sent', ({ outcome, add, answered }) => isHow(outcome, 'neverSent') && (add.mayBeOut || answered === true)],
    [
      'gone by themselves',
      ({ outcome, removal }) => isHow(outcome, 'leftBeforeRemoval') && removal?.mayBeOut !== false,
    ],
    ['expired', ({ outcome, add }) => outcome?.type === 'failed' && outcome.reason === 'expired' && add.mayBeOut],
    [
      'removed who may have been there before',
      ({ removal, presentBefore }) => removal !== undefined && presentBefore !== false,
    ],
    ['removed against the policy', ({ removal, request }) => removal !== undefined && request.lateJoin === 'keep'],
    [
      'said to be kept by the provider',
      ({ outcome, removal }) =>
        outcome?.type === 'added' && outcome.notRemoved === 'refused' && (removal?.answer ?? 'none') === 'none',
    ],
    [
      'assumed to be cancelled',
      ({ outcome, cancel, invitationEndsAt = 0 }) =>
        outcome?.type === 'cancelled' &&
        outcome.evidence === 'assumed' &&
        !(cancel?.state === 'accepted' && (cancel.acceptedAt ?? Infinity) < invitationEndsAt),
    ],
    [
      'given up as undetermined',
      ({ outcome, removal, invitationEndsAt = Infinity, request }, now) =>
        outcome?.type === 'undetermined' &&
        now < Math.min(invitationEndsAt + request.waits.lastDeadlineMs, removal?.endsAt ?? Infinity),
    ],
  ])('nobody is %s without what that takes', (_what, isWrong) => {
    // By every way that leads there: a path is one of them only.
    const wrong = explored.flatMap(({ edges }) =>
      edges.filter(({ to: { snapshot, now } }) => isWrong(snapshot.context, now)),
    );
    expect(wrong.map(({ from, event, to }) => [from.key, event.type, to.snapshot.context.outcome])).toEqual([]);
  });

  test('what is told of other calls and operations, and what fails of an earlier send, changes nothing', () => {
    const foreign = explored.flatMap(({ edges }) => edges).filter(changesNothing);
    const changed = foreign.filter(({ from, to }) => conditionOf(from) !== conditionOf(to));
    expect(foreign.length).toBeGreaterThan(0);
    expect(changed.map(({ from, event }) => [from.key, event.event])).toEqual([]);
  });

  test('the state of the cancel that is told is that of its region', () => {
    const wrong = explored
      .flatMap(({ paths }) => paths)
      .filter(({ state: { snapshot } }) => {
        const region = regionOfCancel(snapshot.value);
        const told = snapshot.context.cancel?.state;
        if (region === undefined || region === 'askingWhetherCallEnded') return false;
        return region === 'notWanted' ? told !== undefined : told !== region;
      });
    expect(wrong.map(({ steps, state }) => [steps, state.snapshot.context.cancel?.state])).toEqual([]);
  });

  test('after the invitation end no cancel is sent again', () => {
    const sent = explored.flatMap(({ edges }) => edges).filter(({ from, to }) => cancelsOf(to) > cancelsOf(from));
    const again = sent.filter(({ from }) => cancelsOf(from) > 0);
    const late = again.filter(({ to: { now, snapshot } }) => now >= (snapshot.context.invitationEndsAt ?? Infinity));
    expect(again.length).toBeGreaterThan(0);
    expect(late.map(({ from, event }) => [from.key, event.type])).toEqual([]);
  });

  test('an add is withdrawn only while nothing can have left us', () => {
    const withdrawn = explored.flatMap(({ edges }) => edges).filter(({ to: { did } }) => did.some(withdraws));
    expect(withdrawn.length).toBeGreaterThan(0);
    expect(withdrawn.filter(({ from }) => from.snapshot.context.add.mayBeOut)).toEqual([]);
  });

  test.each<[string, string, (context: Context, now: number) => number]>([
    [
      'the add is made again after its back-off, and not before the provider wants it',
      'addBackOff',
      ({ add: { repeats, retryAfterMs = 0 }, request }, now) =>
        Math.max(doubled(repeats), Math.min(retryAfterMs, Math.max(0, Date.parse(request.notAfter) - now))),
    ],
    [
      'the cancel is sent again after its back-off',
      'cancelBackOff',
      ({ cancel }) => doubled((cancel?.send?.number ?? 1) - 1),
    ],
    ['a look is made again after its back-off', 'lookBackOff', ({ looks }) => doubled(looks)],
    [
      'ringing lasts until the invitation end',
      'untilInvitationEnd',
      ({ invitationEndsAt = 0 }, now) => Math.max(0, invitationEndsAt - now),
    ],
    ['an event that belongs to another one is waited for as long as the grace', 'grace', () => 5_000],
  ])('%s', (_what, delay, expectedMs) => {
    const begun = explored.flatMap(({ edges }) =>
      edges.flatMap(({ from, to }) =>
        to.timers
          .filter((timer) => timer.id.includes(`.${delay}.`) && !from.timers.includes(timer))
          .map(({ dueAt }) => ({ from, to, ms: dueAt - to.now })),
      ),
    );
    const wrong = begun.filter(({ to, ms }) => ms !== expectedMs(to.snapshot.context, to.now));
    expect(begun.length).toBeGreaterThan(0);
    expect(wrong.map(({ from, to, ms }) => [from.key, to.key, ms])).toEqual([]);
  });

  test('the invitation ends its time-out and the grace after the last attempt', () => {
    const answered = explored
      .flatMap(({ edges }) => edges)
      .filter(({ from, to }) => from.snapshot.matches(SENDING) && to.snapshot.matches(RINGING));
    const wrong = answered.filter(({ to: { now, snapshot } }) => snapshot.context.invitationEndsAt !== now + 65_000);
    expect(answered.length).toBeGreaterThan(0);
    expect(wrong.map(({ from, event }) => [from.key, event.type])).toEqual([]);
  });

  test('while the phone may ring twice, nothing is told as not having led to a join', () => {
    const negative = explored
      .flatMap(({ edges }) => edges)
      .filter(({ to: { snapshot } }) => NEGATIVE.has(snapshot.context.outcome?.type));
    const wrong = negative.filter(({ to: { now, snapshot } }) => {
      const { add, invitationEndsAt = Infinity } = snapshot.context;
      return add.mayRingTwice && now < invitationEndsAt;
    });
    expect(negative.length).toBeGreaterThan(0);
    expect(wrong.map(({ from, event, to }) => [from.key, event.type, to.snapshot.context.outcome])).toEqual([]);
  });

  test('while the phone may ring twice, a removal knows the invitation end that it waits for', () => {
    const removals = explored
      .flatMap(({ paths }) => paths)
      .filter(({ state: { status, snapshot } }) => status === 'active' && snapshot.matches('removing'));
    const twice = removals.filter(({ state }) => state.snapshot.context.add.mayRingTwice);
    expect(twice.length).toBeGreaterThan(0);
    expect(twice.filter(({ state }) => state.snapshot.context.invitationEndsAt === undefined)).toEqual([]);
  });

  test('before each removal it is asked whether the person is wanted by another operation', () => {
    const removals = explored.flatMap(({ edges }) => edges).filter(({ from, to }) => removalsOf(to) > removalsOf(from));
    const asked = { removing: 'askingForOthers' } as const;
    expect(removals.length).toBeGreaterThan(0);
    expect(removals.filter(({ from }) => !from.snapshot.matches(asked)).map(({ from }) => from.key)).toEqual([]);
  });

  test('before the first attempt of each pair it is asked who is there, where somebody may be removed', () => {
    const first = explored
      .flatMap(({ edges }) => edges)
      .filter(({ from, to }) => to.snapshot.matches(REQUESTING) && !from.snapshot.matches(REQUESTING))
      .filter(({ to: { now, snapshot } }) => {
        const { add, request } = snapshot.context;
        return request.lateJoin === 'remove' && !add.mayBeOut && now <= Date.parse(request.notAfter);
      });
    expect(first.length).toBeGreaterThan(0);
    expect(first.filter(({ from }) => !from.snapshot.matches(LOOKING_BEFORE)).map(({ from }) => from.key)).toEqual([]);
  });

  test('a removal for which the provider has no time is none that it refused', () => {
    const throttled = explored
      .flatMap(({ edges }) => edges)
      .filter(({ from, event }) => from.snapshot.matches({ removing: 'requesting' }) && event.type.includes('429'));
    expect(throttled.length).toBeGreaterThan(0);
    expect(throttled.filter(({ to }) => to.snapshot.context.removal?.answer !== 'none')).toEqual([]);
  });

  test('after a cancel the add is made once more at most', () => {
    const again = explored
      .flatMap(({ edges }) => edges)
      .filter(({ from, to }) => to.snapshot.context.add.repeats > from.snapshot.context.add.repeats)
      .filter(({ to }) => to.snapshot.context.cancel !== undefined);
    const twice = again.filter(({ from }) => from.snapshot.context.add.repeatedForItsId);
    expect(again.length).toBeGreaterThan(0);
    expect(twice.map(({ from, event }) => [from.key, event.type])).toEqual([]);
  });

  test('before the invitation end a look decides only where the call has ended, or the cancel is confirmed', () => {
    const early = explored
      .flatMap(({ edges }) => edges)
      .filter(({ from, event, to: { now, snapshot } }) => {
        const { outcome, invitationEndsAt = Infinity } = snapshot.context;
        const isByLook = event.isInner && from.snapshot.matches({ open: { invitation: 'looking' } });
        return isByLook && outcome !== undefined && outcome.type !== 'callEnded' && now < invitationEndsAt;
      });
    expect(early.length).toBeGreaterThan(0);
    expect(early.filter(({ to }) => to.snapshot.context.cancel?.state !== 'confirmed')).toEqual([]);
  });
});

type Context = ModelState<Machine>['snapshot']['context'];

const SENDING = { open: { invitation: 'sending' } } as const;
const REQUESTING = { open: { invitation: { sending: 'requesting' } } } as const;
const LOOKING_BEFORE = { open: { invitation: { sending: 'askingWhetherPresent' } } } as const;
const RINGING = { open: { invitation: 'ringing' } } as const;

/** Half a second at first, and at most twenty times as long. */
function doubled(times: number): number {
  return Math.min(500 * 2 ** times, 10_000);
}

function changesNothing({ from, event }: Edge<Machine>): boolean {
  if (event.isInner || event.type === 'CANCEL') return false;
  const told = JSON.stringify(event.event);
  return thatChangeNothing(from.snapshot.context).some((foreign) => JSON.stringify(foreign) === told);
}

function conditionOf({ status, snapshot, timers }: ModelState<Machine>): string {
  return JSON.stringify([status, snapshot.value, snapshot.context, timers]);
}

function regionOfCancel(value: ModelState<Machine>['snapshot']['value']): unknown {
  return typeof value === 'object' && 'open' in value
    ? (value as { open: { cancellation: unknown } }).open.cancellation
    : undefined;
}

function cancelsOf({ snapshot }: ModelState<Machine>): number {
  return snapshot.context.cancel?.send?.number ?? 0;
}

function withdraws({ params }: Action): boolean {
  return (params as { event?: { type?: string } } | undefined)?.event?.type === 'WITHDRAW';
}

const NEGATIVE: ReadonlySet<string | undefined> = new Set(['failed', 'cancelled']);

function removalsOf({ snapshot }: ModelState<Machine>): number {
  return snapshot.context.removal?.send?.number ?? 0;
}

function isHow(outcome: Context['outcome'], how: string): boolean {
  return outcome?.type === 'cancelled' && outcome.how === how;
}

function isKept(outcome: Context['outcome']): boolean {
  return outcome?.type === 'added' && outcome.notRemoved !== undefined;
}

const LIMIT_OF_STEPS = 2_000;

/** Without anybody's word: at the invitation end, and as long as looks and a removal may go on. */
const LATEST_END_MS = 60_000 + 60_000 + 5_000 + 900_000 + 10_000 + 900_000 + 10_000 + 5_000;

test('whatever the actors answer at once, an operation that hears of nobody settles before its latest end', () => {
  const choices = array(nat(), { minLength: 1, maxLength: 60 });
  withModelClock(() =>
    assert(
      property(constantFrom(...POLICIES), choices, boolean(), (lateJoin, chosen, cancels) => {
        const end = walk(lateJoin, chosen, cancels);
        expect([end.status, end.now - STARTED_AT <= LATEST_END_MS]).toEqual(['done', true]);
      }),
      { numRuns: 300 },
    ),
  );
});

/** Takes the choices in turn, over and over, until the operation has settled. */
function walk(lateJoin: (typeof POLICIES)[number], choices: readonly number[], cancels: boolean): ModelState<Machine> {
  const modelled = addParticipantModel(lateJoin);
  const model = new Model(modelled);
  let state = model.getInitialSnapshot();
  for (let step = 0; step < LIMIT_OF_STEPS && state.status === 'active'; step++) {
    const all = modelled.happenings(state);
    const possible = all.filter(({ type, isInner }) =>
      isInner ? !type.endsWith(' late') : cancels && type === 'CANCEL',
    );
    const next = possible[(choices[step % choices.length] ?? 0) % possible.length];
    if (next === undefined) break;
    state = model.transition(state, next);
  }
  return state;
}
