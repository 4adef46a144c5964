import { beforeAll, describe, expect, test } from '@jest/globals';
import type { EventObject } from 'xstate';
import { graphCallMachine } from '../../../src/machines/graph-call.ts';
import { isReady } from '../../../src/machines/graph-call/model.ts';
import { openIn } from '../../../src/machines/graph-call/queue.ts';
import { explore, type Edge, type Explored } from '../model/explore.ts';
import { graphCallModels } from '../model/graph-call.ts';
import { testThatItIsSound } from '../model/sound.ts';

/*
 * Paths of a call, part by part, walked on its pure transition function: whatever is asked of it, whatever its operations
 * and Graph say, and whichever limits pass. What an operation does by itself is in a model of its own.
 */

type Machine = typeof graphCallMachine;

const explored: Explored<Machine>[] = [];

beforeAll(() => {
  explored.push(...graphCallModels().map(explore));
});

const edges = () => explored.flatMap((it) => it.edges);
const paths = () => explored.flatMap((it) => it.paths);

describe('in the model of a call', () => {
  testThatItIsSound(graphCallMachine, 'the machine of a call', explored);

  test('a turn is given only to one at a time, on a call that is ready, and to nobody while a cancel may take effect', () => {
    const turns = edges().filter((edge) => sentBy(edge, 'SEND').length > 0);
    expect(turns.length).toBeGreaterThan(0);
    const wrong = turns.filter((edge) => {
      const { context } = edge.to.snapshot;
      const isOneAtATime = sentBy(edge, 'SEND').length === 1 && hasFreeSlot(edge);
      return !isOneAtATime || !isReady(context) || context.cancelling !== undefined;
    });
    expect(wrong.map(({ from, event }) => [from.key, event.type])).toEqual([]);
  });

  test('while a POST of a cancel may still leave, neither it is repeated nor the next epoch opened', () => {
    const left = edges().filter(({ from, to }) => from.snapshot.matches(LEAVING) && !to.snapshot.matches(LEAVING));
    const early = left.filter(({ from, to }) => {
      const { cancelling, call } = from.snapshot.context;
      const nothingLeavesAt = Date.parse(cancelling?.sendUntil ?? '') + call.waits.httpTimeoutMs;
      return to.status === 'active' && to.now < nothingLeavesAt;
    });
    expect(left.length).toBeGreaterThan(0);
    expect(early.map(({ from, event }) => [from.key, event.type])).toEqual([]);
  });

  test('an epoch opens unfenced only where a cancel may be out and its time is over', () => {
    const opened = edges().filter(({ from, to }) => epochOf(to) > epochOf(from));
    const unfenced = opened.filter(({ to }) => to.snapshot.context.fence === 'unconfirmed');
    const wrong = unfenced.filter(({ from, to }) => {
      const { mayBeOut, endsAt = Infinity } = from.snapshot.context.cancelling ?? {};
      return mayBeOut !== true || to.now < endsAt;
    });
    expect([opened.length > unfenced.length, unfenced.length > 0]).toEqual([true, true]);
    expect(wrong.map(({ from, event }) => [from.key, event.type])).toEqual([]);
  });

  test('what is open is held here, or is its turn, or was sent; and nothing else is in a queue', () => {
    const wrong = paths().filter(({ state: { snapshot } }) => {
      const { context } = snapshot;
      const { queue, line } = context;
      const open = new Set(openIn(context));
      const isTwice = queue.some((id) => line.includes(id));
      const isForgotten = [...open].some(
        (id) => !queue.includes(id) && context.inFlight !== id && !wasSent(context, id),
      );
      return isTwice || isForgotten || [...queue, ...line].some((id) => !open.has(id));
    });
    expect(wrong.map(({ steps }) => steps)).toEqual([]);
  });

  test('when the call has ended, every operation and every cancel has its outcome', () => {
    const ended = paths().filter(({ state }) => state.status === 'done');
    expect(ended.length).toBeGreaterThan(0);
    const wrong = ended.filter(({ state: { snapshot } }) => {
      const { context } = snapshot;
      return openIn(context).length > 0 || context.cancels.some(({ state }) => state === 'sent');
    });
    expect(wrong.map(({ steps }) => steps)).toEqual([]);
  });
});

type State = Edge<Machine>['to'];
type Context = State['snapshot']['context'];

const LEAVING = { open: { media: { cancelling: 'leaving' } } } as const;

/** The events of a type that the step has sent to operations. */
function sentBy({ to }: Edge<Machine>, type: string): EventObject[] {
  return to.did.flatMap(({ params }) => {
    const { event } = (params ?? {}) as { event?: EventObject };
    return event?.type === type ? [event] : [];
  });
}

/** Nothing was on its way, or what was has just said that it is no more. */
function hasFreeSlot({ from, event: { event } }: Edge<Machine>): boolean {
  const { inFlight } = from.snapshot.context;
  return (
    inFlight === undefined || (FREEING.has(event.type) && 'operationId' in event && event.operationId === inFlight)
  );
}

const FREEING: ReadonlySet<string> = new Set([
  'operation.accepted',
  'operation.released',
  'operation.returned',
  'operation.ended',
]);

function epochOf({ snapshot: { context } }: State): number {
  return context.epoch;
}

function wasSent(context: Context, operationId: string): boolean {
  return context.operations[operationId.slice(operationId.lastIndexOf('.') + 1)]?.epoch !== undefined;
}
