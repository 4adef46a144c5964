import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from '@jest/globals';
import { statecharts, untilView } from '../support/statecharts.ts';
import { workshopMachine } from '../support/statecharts/workshop.ts';

const running = statecharts();
const otherQueue = `elsewhere-${randomUUID()}`;

const start = async (otherwise: { isHasty?: true } = {}) => {
  const workshops = running.client(workshopMachine, 'workshop');
  return workshops.start(running.id(), { input: { otherQueue, ...otherwise } });
};
type Workshop = Awaited<ReturnType<typeof start>>;

async function resultOf(workshop: Workshop, type: 'REGULAR' | 'ELSEWHERE' | 'LOCAL' | 'BOTH') {
  const { length } = (await workshop.view()).context.results;
  await workshop.send({ type });
  const { context } = await untilView(workshop, (view) => view.context.results.length > length);
  return context.results.at(-1);
}

/** How the activity of an instance was started that came to an end. */
async function lastStartIn(id: string) {
  const { events } = await running.history(id);
  const starts = events?.flatMap(({ activityTaskStartedEventAttributes: started }) => started ?? []) ?? [];
  return starts.at(-1) ?? {};
}

const seconds = (duration: { seconds?: unknown; nanos?: number | null } | null | undefined) =>
  Number(duration?.seconds ?? 0) + (duration?.nanos ?? 0) / 1e9;

test('a regular activity has the time-outs, the retry policy and the summary of its proxy', async () => {
  await running.withWorker(
    async () => {
      const workshop = await start();

      expect(await resultOf(workshop, 'REGULAR')).toBe('attempt 3');
      await workshop.send({ type: 'CLOSE' });

      const { events } = await running.history(workshop.id);
      const event = events?.find(({ activityTaskScheduledEventAttributes: scheduled }) => scheduled);
      const scheduled = event?.activityTaskScheduledEventAttributes;
      expect({
        scheduleToClose: seconds(scheduled?.scheduleToCloseTimeout),
        scheduleToStart: seconds(scheduled?.scheduleToStartTimeout),
        startToClose: seconds(scheduled?.startToCloseTimeout),
        heartbeat: seconds(scheduled?.heartbeatTimeout),
        retryInterval: seconds(scheduled?.retryPolicy?.initialInterval),
      }).toEqual({ scheduleToClose: 60, scheduleToStart: 30, startToClose: 20.5, heartbeat: 5, retryInterval: 0.02 });
      expect(scheduled?.retryPolicy).toMatchObject({ maximumAttempts: 3, nonRetryableErrorTypes: ['Never'] });
      expect(defaultPayloadConverter.fromPayload(event?.userMetadata?.summary ?? {})).toBe('the regular one');
    },
    {
      charge: () => {
        const { attempt } = Context.current().info;
        return attempt < 3 ? Promise.reject(new Error('again')) : Promise.resolve(`attempt ${attempt}`);
      },
    },
  );
});

test('an activity that its retry policy gives up reaches onError with its type', async () => {
  await running.withWorker(
    async () => {
      const workshop = await start();
      const result = await resultOf(workshop, 'REGULAR');
      await workshop.send({ type: 'CLOSE' });

      const { attempt, lastFailure } = await lastStartIn(workshop.id);
      expect(result).toBe(`ActivityError Never: not even once more, attempt ${attempt}`);
      // There is one before only where Temporal heard nothing of it.
      expect(attempt === 1 ? 'none' : lastFailure?.timeoutFailureInfo).toBeTruthy();
    },
    {
      charge: () => {
        const { attempt } = Context.current().info;
        return Promise.reject(ApplicationFailure.create({ type: 'Never', message: `not even once more, attempt ${attempt}` })); // prettier-ignore
      },
    },
  );
});

test('an activity with a task queue of its own runs on the workers of that queue', async () => {
  const elsewhere = await running.createWorker(
    { charge: () => Promise.resolve(Context.current().info.taskQueue) },
    { taskQueue: otherQueue },
  );
  await elsewhere.runUntil(() =>
    running.withWorker(async () => {
      const workshop = await start();
      expect(await resultOf(workshop, 'ELSEWHERE')).toBe(otherQueue);
      await workshop.send({ type: 'CLOSE' });
    }),
  );
});

test('a local activity runs within the workflow task, and is retried and summarized as its proxy says', async () => {
  await running.withWorker(
    async () => {
      const workshop = await start();

      expect(await resultOf(workshop, 'LOCAL')).toBe('local true, attempt 2');
      await workshop.send({ type: 'CLOSE' });

      const { events } = await running.history(workshop.id);
      expect(events?.filter(({ activityTaskScheduledEventAttributes: regular }) => regular)).toEqual([]);
      const markers = events?.filter(({ markerRecordedEventAttributes: marker }) => marker) ?? [];
      expect(markers).toHaveLength(1);
      expect(defaultPayloadConverter.fromPayload(markers[0]?.userMetadata?.summary ?? {})).toBe('the local one');
    },
    {
      charge: () => {
        const { isLocal, attempt } = Context.current().info;
        return attempt < 2
          ? Promise.reject(new Error('again'))
          : Promise.resolve(`local ${isLocal}, attempt ${attempt}`);
      },
    },
  );
});

test('what a local activity fails with reaches onError with type and message', async () => {
  await running.withWorker(
    async () => {
      const workshop = await start();
      expect(await resultOf(workshop, 'LOCAL')).toBe('ActivityError CardDeclined: the bank said no');
      await workshop.send({ type: 'CLOSE' });
    },
    {
      charge: () =>
        Promise.reject(
          ApplicationFailure.create({ type: 'CardDeclined', message: 'the bank said no', nonRetryable: true }),
        ),
    },
  );
});

test('leaving a state cancels its running local activity, and a late result is dropped', async () => {
  let notice = (): void => undefined;
  const noticed = new Promise<string>((resolve) => (notice = () => resolve('cancelled')));
  await running.withWorker(
    async () => {
      const workshop = await start();

      expect(await resultOf(workshop, 'BOTH')).toBe('quick');

      expect(await noticed).toBe('cancelled');
      await workshop.send({ type: 'CLOSE' });
      expect(await workshop.result()).toEqual(['quick']);
    },
    {
      charge: async (which) => {
        if (which === 5) return 'quick';
        await Context.current().cancelled.catch(notice);
        return 'too late';
      },
    },
  );
});

test('a command that starts a local activity is answered when that has ended, for both are one workflow task', async () => {
  let hasEnded = false;
  await running.withWorker(
    async () => {
      const workshop = await start();

      const { value } = await workshop.send({ type: 'LOCAL' });

      expect(hasEnded).toBe(true);
      expect(value).toBe('local');
      await untilView(workshop, (view) => view.value === 'idle');
      await workshop.send({ type: 'CLOSE' });
    },
    {
      charge: async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        hasEnded = true;
        return 'ended';
      },
    },
  );
});

test('the time-out of an activity, local or regular, reaches onError as one', async () => {
  let release = (): void => undefined;
  const released = new Promise<string>((resolve) => (release = () => resolve('too late')));
  await running.withWorker(
    async () => {
      const workshop = await start({ isHasty: true });
      expect(await resultOf(workshop, 'LOCAL')).toMatch(/^ActivityError TimeoutFailure: /);
      expect(await resultOf(workshop, 'REGULAR')).toMatch(/^ActivityError TimeoutFailure: charge: /);
      await workshop.send({ type: 'CLOSE' });
      release();
    },
    { charge: () => released },
  );
});
