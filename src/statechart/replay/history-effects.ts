import type { Payload } from '@temporalio/common';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { MACHINE_MEMO, TRACE_MEMO } from '../messages.ts';
import type { Effect } from '../replayed.ts';

type HistoryEvent = NonNullable<History['events']>[number];

/** What an event of a history says that the workflow asked for. */
export interface RecordedEffect extends Effect {
  readonly eventId: number;
  /** `TimerStarted`, `ActivityTaskScheduled`, … */
  readonly eventType: string;
}

/** All that a history has of what is compared, in its order. */
export function recordedEffects({ events }: History): RecordedEffect[] {
  const updates = new Map<number, string>();
  return (events ?? []).flatMap((event) => {
    const accepted = event.workflowExecutionUpdateAcceptedEventAttributes;
    if (accepted) updates.set(idOf(event), accepted.protocolInstanceId ?? '');
    const effect = effectOf(event, updates) ?? endOf(event);
    return effect === undefined ? [] : [{ ...effect, eventId: idOf(event), eventType: typeOf(event) }];
  });
}

/** The memo in which the client kept the machine's identity, still as a payload. */
export function recordedMachine({ events }: History): Payload | undefined {
  const fields = events?.[0]?.workflowExecutionStartedEventAttributes?.memo?.fields;
  return fields?.[MACHINE_MEMO] ?? undefined;
}

/** Whether a worker has begun on it: before, there is nothing to replay. */
export function hasBegun({ events }: History): boolean {
  return (events ?? []).some((event) => event.workflowTaskStartedEventAttributes != null);
}

function effectOf(event: HistoryEvent, updates: ReadonlyMap<number, string>): Effect | undefined {
  const timer = event.timerStartedEventAttributes;
  if (timer) {
    const { seconds, nanos } = timer.startToFireTimeout ?? {};
    const durationMs = Number(seconds ?? 0) * 1_000 + (nanos ?? 0) / 1_000_000;
    return { kind: 'timerDuration', id: timer.timerId ?? '', name: 'timer', content: { durationMs } };
  }
  const activity = event.activityTaskScheduledEventAttributes;
  if (activity) {
    const { activityId, activityType, input } = activity;
    return { kind: 'activityInput', id: activityId ?? '', name: activityType?.name ?? '', content: payloadsOf(input) };
  }
  const answered = event.workflowExecutionUpdateCompletedEventAttributes;
  if (answered) {
    const { success, failure } = answered.outcome ?? {};
    const id = updates.get(Number(answered.acceptedEventId ?? 0)) ?? '';
    return { kind: 'updateAnswer', id, name: 'update', content: failure ? { failure } : payloadsOf(success) };
  }
  const child = event.startChildWorkflowExecutionInitiatedEventAttributes;
  if (child) {
    const { workflowId, workflowType, input } = child;
    const name = workflowType?.name ?? '';
    return { kind: 'childWorkflowInput', id: workflowId ?? '', name, content: payloadsOf(input) };
  }
  const signal = event.signalExternalWorkflowExecutionInitiatedEventAttributes;
  if (signal) {
    return { kind: 'signalArguments', id: '', name: signal.signalName ?? '', content: payloadsOf(signal.input) };
  }
  const memo = event.workflowPropertiesModifiedEventAttributes?.upsertedMemo?.fields;
  return memo && !(TRACE_MEMO in memo) ? { kind: 'memo', id: '', name: 'memo', content: { fields: memo } } : undefined;
}

function endOf(event: HistoryEvent): Effect | undefined {
  const end = { kind: 'end', id: '' } as const;
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed) return { ...end, name: 'completed', content: payloadsOf(completed.result) };
  const failed = event.workflowExecutionFailedEventAttributes;
  if (failed) return { ...end, name: 'failed', content: { failure: failed.failure ?? {} } };
  if (event.workflowExecutionCanceledEventAttributes) return { ...end, name: 'cancelled', content: { payloads: [] } };
  const continued = event.workflowExecutionContinuedAsNewEventAttributes;
  return continued ? { ...end, name: 'continued as new', content: payloadsOf(continued.input) } : undefined;
}

function payloadsOf(payloads: { payloads?: Payload[] | null } | null | undefined): { payloads: readonly Payload[] } {
  return { payloads: payloads?.payloads ?? [] };
}

function idOf({ eventId }: HistoryEvent): number {
  return Number(eventId ?? 0);
}

const ATTRIBUTES = 'EventAttributes';

function typeOf(event: HistoryEvent): string {
  const [attributes = ''] = Object.entries(event)
    .filter(([key, value]) => key.endsWith(ATTRIBUTES) && value != null)
    .map(([key]) => key);
  const name = attributes.slice(0, -ATTRIBUTES.length);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
