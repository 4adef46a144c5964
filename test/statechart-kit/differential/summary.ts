import type { AnyActorRef } from 'xstate';
import type { View } from '../../../src/statechart/messages.ts';

/** Of a snapshot what JSON can carry out of a workflow: values and contexts of a machine and of all below it. */
export function summaryOf(snapshot: unknown): unknown {
  const { status, value, context, children } = snapshot as {
    status: string;
    value?: unknown;
    context?: Record<string, unknown>;
    children?: Record<string, AnyActorRef>;
  };
  const { latest, ...plain } = context ?? {};
  const below = Object.entries(children ?? {}).map(([id, child]) => [id, summaryOf(child.getSnapshot())] as const);
  return {
    status,
    value,
    context: plain,
    hasLatest: latest !== undefined,
    children: Object.fromEntries(below.toSorted(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** The same from the view of an instance whose workflow was given `summaryOf`, as `PlainActor.summary` has it. */
export function summaryOfView({ status, summary, timers }: View, startedAt: number): object {
  if (status === 'error') return { status };
  if (status !== 'active') return { ...(summary as object) };
  return {
    ...(summary as object),
    timers: timers.map(({ dueAt }) => Date.parse(dueAt) - startedAt).sort((a, b) => a - b),
  };
}
