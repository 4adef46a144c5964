import { expect, test } from '@jest/globals';
import type { temporal } from '@temporalio/proto';
import { withoutLostTasks } from '../support/lost-tasks.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

const id = (number: number) => number as unknown as NonNullable<HistoryEvent['eventId']>;
/** How a workflow task ended that was scheduled and, unless it never came to a worker, started just before. */
const ended = (at: number, isStarted = true) =>
  isStarted ? { scheduledEventId: id(at - 2), startedEventId: id(at - 1) } : { scheduledEventId: id(at - 1) };

const KINDS: Record<string, (at: number) => HistoryEvent> = {
  begun: () => ({ workflowExecutionStartedEventAttributes: {} }),
  signalled: () => ({ workflowExecutionSignaledEventAttributes: {} }),
  scheduled: () => ({ workflowTaskScheduledEventAttributes: {} }),
  started: () => ({ workflowTaskStartedEventAttributes: {} }),
  completed: (at) => ({ workflowTaskCompletedEventAttributes: ended(at) }),
  timedOut: (at) => ({ workflowTaskTimedOutEventAttributes: ended(at) }),
  neverTaken: (at) => ({ workflowTaskTimedOutEventAttributes: ended(at, false) }),
  failed: (at) => ({ workflowTaskFailedEventAttributes: ended(at) }),
  timerStarted: () => ({ timerStartedEventAttributes: { workflowTaskCompletedEventId: id(1) } }),
  accepted: () => ({ workflowExecutionUpdateAcceptedEventAttributes: {} }),
};

/** Written as a line, for short. */
function whatIsLeftOf(line: string): string {
  const kinds = line.split(' ');
  const events = kinds.map((kind, index) => ({ eventId: id(index + 1), ...KINDS[kind]!(index + 1) }));
  return withoutLostTasks(events)
    .map(({ eventId }) => kinds[Number(eventId) - 1])
    .join(' ');
}

const task = 'scheduled started completed';

test.each([
  ['timed out', 'scheduled started timedOut'],
  ['failed', 'scheduled started failed'],
  ['was taken by no worker', 'scheduled neverTaken'],
  ['timed out twice', 'scheduled neverTaken scheduled started timedOut'],
])('of a workflow task that %s nothing is left, and the one that repeats it stays', (_, lost) => {
  expect(whatIsLeftOf(`begun ${lost} ${task} timerStarted`)).toBe(`begun ${task} timerStarted`);
  expect(whatIsLeftOf(`begun ${task} signalled ${lost} ${task}`)).toBe(`begun ${task} signalled ${task}`);
  expect(whatIsLeftOf(`begun ${task} ${lost} ${task} accepted`)).toBe(`begun ${task} ${task} accepted`);
});

test('a task that no event called for and that leaves nothing goes only where it repeats a lost one', () => {
  expect(whatIsLeftOf(`begun ${task} timerStarted scheduled started timedOut ${task}`)).toBe(
    `begun ${task} timerStarted`,
  );
  expect(whatIsLeftOf(`begun ${task} timerStarted ${task}`)).toBe(`begun ${task} timerStarted ${task}`);
});
