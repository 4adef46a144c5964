import { beforeAll, describe, expect, test } from '@jest/globals';
import { mediaOperationMachine } from '../../../src/machines/media-operation.ts';
import { explore, type Explored } from '../model/explore.ts';
import { mediaOperationModels } from '../model/media-operation.ts';
import { testThatItIsSound } from '../model/sound.ts';

/*
 * Every path of one media operation, walked on its pure transition function: whatever its call asks of it, whatever Graph
 * answers and tells, and whichever limits pass.
 */

type Machine = typeof mediaOperationMachine;

const explored: Explored<Machine>[] = [];

beforeAll(() => {
  explored.push(...mediaOperationModels().map(explore));
});

const edges = () => explored.flatMap((it) => it.edges);
const paths = () => explored.flatMap((it) => it.paths);

describe('in the model of a media operation', () => {
  testThatItIsSound(mediaOperationMachine, 'the machine of a media operation', explored);

  test('what may have been heard is sent again only where the request wants it so, and never past its time', () => {
    const again = edges().filter(({ from, to }) => to.snapshot.context.sends > from.snapshot.context.sends);
    expect(again.length).toBeGreaterThan(0);
    const wrong = again.filter(({ from: { snapshot }, to: { now } }) => {
      const { mayBeOut, operation } = snapshot.context;
      return (mayBeOut && operation.onAmbiguity !== 'atLeastOnce') || now >= Date.parse(operation.notAfter);
    });
    expect(wrong.map(({ from }) => from.key)).toEqual([]);
  });

  test.each<[string, (state: Context) => boolean]>([
    ['never sent', ({ outcome, mayBeOut }) => outcome?.type === 'cancelled' && outcome.how === 'neverSent' && mayBeOut],
    ['expired', ({ outcome, mayBeOut }) => outcome?.type === 'failed' && outcome.reason === 'expired' && mayBeOut],
    ['completed on a guess', ({ outcome }) => outcome?.type === 'completed' && outcome.evidence === 'assumed'],
    [
      'cancelled by our cancel without one',
      ({ outcome, cancelIsWished }) =>
        outcome?.type === 'cancelled' && outcome.how === 'mediaCancelled' && !cancelIsWished,
    ],
  ])('nothing is told as %s that is not', (_what, isWrong) => {
    const wrong = paths().filter(({ state }) => isWrong(state.snapshot.context));
    expect(wrong.map(({ steps }) => steps)).toEqual([]);
  });
});

type Context = Explored<Machine>['paths'][number]['state']['snapshot']['context'];
