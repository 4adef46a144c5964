import { expect, test } from '@jest/globals';
import { eventStream } from '../../src/server/events/event-stream.ts';
import type { Watched } from '../../src/server/events/watched.ts';

/** As it is after so many transitions, of which the latest 50 are kept. */
function after(revision: number, phase = 'pending'): Watched {
  const transitions = Array.from({ length: revision }, (_, index) => ({
    revision: index + 1,
    at: '2026-01-01T00:00:00.000Z',
    event: 'NEXT',
    to: `${index + 1}`,
  }));
  return { phase, revision, transitions: transitions.slice(-50) };
}

async function* inTurn(views: readonly Watched[]): AsyncGenerator<Watched, void> {
  yield* views;
}

/** Type and id of each event. */
async function told(views: readonly Watched[], lastSeen = 0): Promise<string[]> {
  let text = '';
  for await (const chunk of eventStream(inTurn(views), lastSeen)) text += chunk;
  return [...text.matchAll(/^id: (.*)\nevent: (.*)\n/gm)].map(([, id, type]) => `${type} ${id}`);
}

test('each transition is told once, under its number', async () => {
  expect(await told([after(2), after(2), after(4)])).toEqual([
    'transition 1',
    'transition 2',
    'transition 3',
    'transition 4',
  ]);
});

test('who has seen some is told of the later ones', async () => {
  expect(await told([after(2), after(4)], 3)).toEqual(['transition 4']);
  expect(await told([after(3)], 3)).toEqual([]);
});

test('the end is told last, with the whole view, and ends the stream', async () => {
  expect(await told([after(1), after(2, 'settled')])).toEqual(['transition 1', 'transition 2', 'settled settled']);
  expect(await told([after(2, 'settled')], 2)).toEqual(['settled settled']);
});

test('where transitions are no longer kept, the whole view is told instead', async () => {
  expect(await told([after(51), after(52)])).toEqual(['gap 51', 'transition 52']);
  expect(await told([after(100)], 50)).toHaveLength(50);
  expect(await told([after(101, 'settled')], 50)).toEqual(['gap 101', 'settled settled']);
});
