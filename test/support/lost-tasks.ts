import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

function isTaskEvent(event: HistoryEvent): boolean {
  return Object.keys(event).some((key) => key.startsWith('workflowTask'));
}

/** Of a workflow task that failed or timed out, and is given out again. */
export function lossIn(event: HistoryEvent) {
  return event.workflowTaskTimedOutEventAttributes ?? event.workflowTaskFailedEventAttributes;
}

/** Whether a workflow task left it behind, and nobody else. */
function isOfTask(event: HistoryEvent | undefined): boolean {
  if (event === undefined) return false;
  if (event.workflowExecutionUpdateAcceptedEventAttributes) return true;
  if (event.workflowExecutionUpdateCompletedEventAttributes) return true;
  return Object.values(event).some(
    (attributes: unknown) =>
      typeof attributes === 'object' && attributes !== null && 'workflowTaskCompletedEventId' in attributes,
  );
}

/** Of the latest run, without what lost workflow tasks left. A view may be shown before the task that brought it is over. */
export async function eventsAtRest({ workflow }: Client, workflowId: string): Promise<HistoryEvent[]> {
  for (;;) {
    const { events } = await workflow.getHandle(workflowId).fetchHistory();
    if (events?.findLast(isTaskEvent)?.workflowTaskCompletedEventAttributes) return withoutLostTasks(events);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * A history without what lost workflow tasks left in it. Of a task that no event called for Temporal writes nothing as
 * long as it only refuses; when such a task is lost, it and the one that repeats it are written.
 */
export function withoutLostTasks(events: readonly HistoryEvent[]): HistoryEvent[] {
  const left = new Set<number>();
  let [isCalledFor, isRepeated] = [false, false];
  for (const [index, event] of events.entries()) {
    const lost = lossIn(event);
    const completed = event.workflowTaskCompletedEventAttributes;
    isCalledFor ||= !isTaskEvent(event) && !isOfTask(event);
    isRepeated ||= Boolean(lost);
    const isNeedless = isRepeated && !isCalledFor && !isOfTask(events[index + 1]);
    const leaving = lost ?? (isNeedless ? completed : undefined);
    if (leaving) {
      for (const id of [leaving.scheduledEventId, leaving.startedEventId, event.eventId]) left.add(Number(id));
    }
    if (completed) [isCalledFor, isRepeated] = [false, false];
  }
  return events.filter(({ eventId }) => !left.has(Number(eventId)));
}

/** From its third attempt at a workflow task on, Temporal answers no question about an instance. */
export async function untilTaskAttempt(client: Client, workflowId: string, attempt: number): Promise<void> {
  for (;;) {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    if ((raw.pendingWorkflowTask?.attempt ?? 0) >= attempt) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
