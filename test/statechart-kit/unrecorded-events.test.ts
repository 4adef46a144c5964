import { expect, test } from '@jest/globals';
import { interceptors } from '../../src/statechart/workflow/unrecorded-events.ts';

type Activate = NonNullable<NonNullable<ReturnType<typeof interceptors>['internals']>[number]['activate']>;
type Activation = Parameters<Activate>[0]['activation'];

/** What a worker hands to one instance: a task that it replays, one that is new, or a question. */
type Handed = 'replayed' | 'new' | 'asked' | 'asked with a task';

/** Whether each is taken up, in turn. */
function handOver(...all: readonly Handed[]): boolean[] {
  const [interceptor] = interceptors().internals ?? [];
  let historyLength = 0;
  return all.map((handed) => {
    const isQuestion = handed.startsWith('asked');
    if (!isQuestion) historyLength += 10;
    const jobs = isQuestion
      ? [{ queryWorkflow: { queryId: handed === 'asked' ? 'legacy_query' : 'b51ac794' } }]
      : [{ signalWorkflow: {} }];
    const activation = {
      timestamp: { seconds: historyLength },
      historyLength,
      isReplaying: handed === 'replayed',
      jobs,
    };
    try {
      interceptor?.activate?.({ activation: activation as unknown as Activation, batchIndex: 0 }, () => ({}) as never);
      return true;
    } catch {
      return false;
    }
  });
}

test.each<[string, readonly Handed[], readonly boolean[]]>([
  ['of an instance that began here', ['new', 'asked', 'new', 'asked'], [true, true, true, true]],
  ['from what is recorded', ['replayed', 'replayed', 'asked'], [true, true, true]],
  ['with a task that another worker may have lost', ['replayed', 'new', 'asked'], [true, true, false]],
  ['after two tasks, of which the first was recorded', ['replayed', 'new', 'new', 'asked'], [true, true, true, true]],
  [
    'with the task that it came with, and later ones',
    ['replayed', 'new', 'asked with a task', 'asked'],
    [true, true, true, true],
  ],
  [
    'after each task, once what is recorded was shown',
    ['replayed', 'asked', 'new', 'asked', 'new', 'asked'],
    [true, true, true, true, true, true],
  ],
])('a view %s is given or refused: %j', (_what, handed, taken) => {
  expect(handOver(...handed)).toEqual(taken);
});
