import { jest } from '@jest/globals';
import { getShortestPaths } from 'xstate/graph';
import type { AddParticipantInput } from '../../../src/contract/add-participant.ts';
import { happenings } from './happenings.ts';
import { Model, type ModelEvent, type ModelState } from './model.ts';

export interface Edge {
  readonly from: ModelState;
  readonly event: ModelEvent;
  readonly to: ModelState;
}

/** Every state of the model, with the shortest path to it, and every edge between them. */
export interface Explored {
  readonly paths: readonly { readonly state: ModelState; readonly steps: readonly string[] }[];
  readonly edges: readonly Edge[];
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

export function explore(input: AddParticipantInput): Explored {
  return withModelClock(() => {
    const model = new Model(input);
    const edges: Edge[] = [];
    const logic = {
      getInitialSnapshot: () => model.getInitialSnapshot(),
      transition(from: ModelState, event: ModelEvent): ModelState {
        const to = model.transition(from, event);
        edges.push({ from, event, to });
        return to;
      },
    };
    // The library's traversal works on any logic; its types know machines.
    const found: unknown = getShortestPaths(logic as never, {
      events: happenings as never,
      serializeState: (state: unknown) => (state as ModelState).key,
      serializeEvent: (event: { type: string }) => event.type,
    });
    const paths = found as { state: ModelState; steps: { event: ModelEvent }[] }[];
    return {
      edges,
      paths: paths.map(({ state, steps }) => ({
        state,
        steps: steps.map(({ event }) => event.type),
      })),
    };
  });
}
