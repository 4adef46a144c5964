import { expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { operationActivities } from '../../src/activities/operations.ts';
import type { OtherOperations } from '../../src/contract/operation-activities.ts';

/* What is made of the runs that Temporal's visibility lists. The listing itself is tested on a real server. */

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second));

interface Listed {
  readonly workflowId: string;
  readonly startTime: Date;
  readonly closeTime?: Date;
}

/** Asked by `ours`, which began at second 10. */
async function others(...listed: readonly Listed[]): Promise<OtherOperations> {
  const workflow = {
    getHandle: () => ({ describe: () => Promise.resolve({ startTime: at(10) }) }),
    async *list() {
      yield* listed;
    },
  };
  const within = (_limit: unknown, ask: () => unknown) => ask();
  const client = { workflow, withDeadline: within, withAbortSignal: within };
  const environment = new MockActivityEnvironment({}, { client: client as never });
  const asked = { operationId: 'ours', callConnectionId: 'a1b2', personHash: '0a1b2' };
  return environment.run(operationActivities.findOtherOperations, asked);
}

test('an operation is none of the others of itself', async () => {
  expect(await others({ workflowId: 'ours', startTime: at(10) })).toEqual({
    startedAt: at(10).toISOString(),
    others: [],
  });
});

test('an operation that was continued as new began with its first run, and is open while one of them is', async () => {
  const found = await others(
    { workflowId: 'older', startTime: at(20) },
    { workflowId: 'older', startTime: at(5), closeTime: at(20) },
  );
  expect(found.others).toEqual([{ startedAt: at(5).toISOString() }]);
});

test('an operation has ended with its last run', async () => {
  const found = await others(
    { workflowId: 'ended', startTime: at(5), closeTime: at(12) },
    { workflowId: 'ended', startTime: at(12), closeTime: at(15) },
  );
  expect(found.others).toEqual([{ startedAt: at(5).toISOString(), endedAt: at(15).toISOString() }]);
});
