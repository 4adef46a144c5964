import { jest } from '@jest/globals';
import { getShortestPaths } from 'xstate/graph';
import type { AnyStateMachine } from 'xstate';
import { Model, type Modelled, type ModelEvent, type ModelState } from './model.ts';

export interface Edge<TMachine extends AnyStateMachine> {
  readonly from: ModelState<TMachine>;
  readonly event: ModelEvent;
  readonly to: ModelState<TMachine>;
}

/** Every state of the model, with the shortest path to it, and every edge between them. */
export interface Explored<TMachine extends AnyStateMachine> {
  readonly paths: readonly { readonly state: ModelState<TMachine>; readonly steps: readonly string[] }[];
  readonly edges: readonly Edge<TMachine>[];
}

/** Only the clock is taken away: nothing waits. */
export function withModelClock<T>(work: () => T): T {
  jest.useFakeTimers({ doNotFake: [...REAL] });
  try {
    return work();
  } finally {
    jest.useRealTimers();
  }
}

const REAL = [
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
] as const;

export function explore<TMachine extends AnyStateMachine>(modelled: Modelled<TMachine>): Explored<TMachine> {
  return withModelClock(() => {
    const model = new Model(modelled);
    const edges: Edge<TMachine>[] = [];
    const logic = {
      getInitialSnapshot: () => model.getInitialSnapshot(),
      transition(from: ModelState<TMachine>, event: ModelEvent): ModelState<TMachine> {
        const to = model.transition(from, event);
        edges.push({ from, event, to });
        return to;
      },
    };
    // The library's traversal works on any logic; its types know machines.
    const found: unknown = getShortestPaths(logic as never, {
      events: ((state: ModelState<TMachine>) => modelled.happenings(state)) as never,
      serializeState: (state: unknown) => (state as { key: string }).key,
      serializeEvent: (event: { type: string }) => event.type,
    });
    const paths = found as { state: ModelState<TMachine>; steps: { event: ModelEvent }[] }[];
    return {
      edges,
      paths: paths.map(({ state, steps }) => ({
        state,
        steps: steps.map(({ event }) => event.type),
      })),
    };
  });
}

/** The keys of all states from which actors and timers alone lead to the end. */
export function canEndAlone<TMachine extends AnyStateMachine>(edges: readonly Edge<TMachine>[]): ReadonlySet<string> {
  const before = new Map<string, string[]>();
  for (const { from, event, to } of edges) {
    if (!event.isInner) continue;
    const known = before.get(to.key);
    if (known === undefined) before.set(to.key, [from.key]);
    else known.push(from.key);
  }
  const found = new Set(edges.filter(({ to }) => to.status === 'done').map(({ to }) => to.key));
  for (const key of found) for (const earlier of before.get(key) ?? []) found.add(earlier);
  return found;
}
