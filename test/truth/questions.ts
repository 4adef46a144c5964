import type { History } from '@temporalio/common/lib/proto-utils.js';
import { requiredTsToMs } from '@temporalio/common/lib/time.js';

/** When an operation asked for the others about its person, and was answered: milliseconds since the epoch. */
export function askedForOthersAt({ events }: History): number[] {
  const all = events ?? [];
  const scheduled = new Set(
    all
      .filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'findOtherOperations')
      .map(({ eventId }) => String(eventId)),
  );
  const answered = new Set(
    all.map((event) => String(event.activityTaskCompletedEventAttributes?.scheduledEventId ?? 'none')),
  );
  return all.flatMap(({ eventTime, activityTaskStartedEventAttributes: started }) => {
    const id = String(started?.scheduledEventId ?? 'none');
    return scheduled.has(id) && answered.has(id) ? [requiredTsToMs(eventTime, 'eventTime')] : [];
  });
}
