import { afterAll, describe, expect, test } from '@jest/globals';
import { actors } from './actors.ts';
import { doneEvents } from './done-events.ts';
import { entryAndExit } from './entry-and-exit.ts';
import { history } from './history.ts';
import { parallel } from './parallel.ts';
import { queues } from './queues.ts';
import { continued, hosted, plain } from './three-ways.ts';
import { timers } from './timers.ts';
import { transitionSelection } from './transition-selection.ts';
import { transitionTypes } from './transition-types.ts';

const topics = {
  'selecting transitions': transitionSelection,
  'kinds of transitions': transitionTypes,
  'entering and leaving': entryAndExit,
  'parallel states': parallel,
  history,
  'queues of events': queues,
  'final states': doneEvents,
  'delayed events': timers,
  actors,
};

const all = Object.values(topics).flat();
let passed = 0;

describe.each(Object.entries(topics))('%s', (_topic, assertions) => {
  test.each(assertions)('$section $holds', async (assertion) => {
    const expected = { status: 'active', ...assertion.expected };

    expect(await plain(assertion)).toEqual(expected);
    expect(await hosted(assertion)).toEqual(expected);
    expect(await continued(assertion)).toEqual(expected);
    passed++;
  });
});

afterAll(() => {
  const differing = all.filter(({ xstateDiffers }) => xstateDiffers !== undefined).length;
  console.info(
    `${passed} of ${all.length} SCXML assertions hold alike in a plain actor, hosted, and continued as new after every step; ` +
      `${differing} of the ${all.length} expect what XState does where it differs from SCXML`,
  );
});
