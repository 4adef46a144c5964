import { beforeAll, describe, expect, test } from '@jest/globals';
import { array, assert, boolean, constantFrom, nat, property } from 'fast-check';
import { addParticipantMachine } from '../../../src/machines/add-participant.ts';
import { addParticipantModel } from '../model/add-participant/modelled.ts';
import { explore, withModelClock, type Explored } from '../model/explore.ts';
import { Model, STARTED_AT, type ModelState } from '../model/model.ts';
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

  test.each<[string, (context: Context) => boolean]>([
    ['cancelled', ({ outcome, cancel }) => outcome?.type === 'cancelled' && cancel === undefined],
    ['said not to have been removed', ({ outcome, cancel }) => isKept(outcome) && cancel === undefined],
    ['never sent', ({ outcome, add, answered }) => isHow(outcome, 'neverSent') && (add.mayBeOut || answered === true)],
    [
      'gone by themselves',
      ({ outcome, removal }) => isHow(outcome, 'leftBeforeRemoval') && removal?.mayBeOut !== false,
    ],
    ['expired', ({ outcome, add }) => outcome?.type === 'failed' && outcome.reason === 'expired' && add.mayBeOut],
    [
      'removed on the word of a look',
      ({ removal, presentBefore }) => removal?.toldByEvent === false && presentBefore !== false,
    ],
    ['removed against the policy', ({ removal, request }) => removal !== undefined && request.lateJoin === 'keep'],
    [
      'said to be kept by the provider',
      ({ outcome, removal }) =>
        outcome?.type === 'added' && outcome.notRemoved === 'refused' && (removal?.answer ?? 'none') === 'none',
    ],
  ])('nobody is %s without what that takes', (_what, isWrong) => {
    const wrong = explored.flatMap(({ paths }) => paths.filter(({ state }) => isWrong(state.snapshot.context)));
    expect(wrong.map(({ steps, state }) => [steps, state.snapshot.context.outcome])).toEqual([]);
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
