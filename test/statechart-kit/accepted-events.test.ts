import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createActor, createMachine, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import { acceptedDescriptors } from '../../src/statechart/host/admission.ts';
import { createStatechartTest } from '../../src/statechart/testing/index.ts';

const acceptedBy = async (machine: AnyStateMachine): Promise<readonly string[]> =>
  (await createStatechartTest(machine)).view().accepts;

const never = () => false;

test('a forbidden transition is not accepted, and hides that of the parent', async () => {
  const machine = createMachine({
    on: { GO: '.b', STOP: '.b', '*': '.b' },
    initial: 'a',
    states: { a: { on: { GO: {}, STOP: undefined } }, b: {} },
  });

  const driven = await createStatechartTest(machine);

  expect(driven.view().accepts).toEqual(['*']);
  await expect(driven.send({ type: 'GO' })).rejects.toMatchObject({ code: 'EVENT_REFUSED', accepts: ['*'] });
  await driven.send({ type: 'OTHER' });
  expect(driven.view()).toMatchObject({ value: 'b', accepts: ['*', 'GO', 'STOP'] });
});

test('what one region forbids another may take', async () => {
  const region = (on: object) => ({ initial: 'a', states: { a: { on }, b: {} } });
  const machine = createMachine({
    type: 'parallel',
    on: { HIDDEN: { actions: () => undefined } },
    states: { left: region({ GO: {}, HIDDEN: {}, ANY: {} }), right: region({ GO: 'b', 'ANY.*': 'b' }) },
  });
  expect(await acceptedBy(machine)).toEqual(['ANY', 'ANY.*', 'GO']);
});

test('a wildcard that forbids hides the parent, but for what is named beside it', async () => {
  const machine = createMachine({
    on: { GO: '.b', 'pay.card': '.b', 'pay.*': '.b', STOP: '.b' },
    initial: 'a',
    states: { a: { on: { STOP: 'b', 'pay.cash': {}, 'pay.card.*': {}, '*': {} } }, b: {} },
  });
  expect(await acceptedBy(machine)).toEqual(['STOP']);
  const partly = createMachine({
    on: { 'pay.*': '.b', 'pay.card': '.b' },
    initial: 'a',
    states: { a: { on: { 'pay.card.*': {} } }, b: {} },
  });
  expect(await acceptedBy(partly)).toEqual(['pay.*']);
});

test('guards are not evaluated: one that forbids under a condition hides nothing', async () => {
  const machine = createMachine({
    on: { GO: '.b', STOP: '.b', LAST: '.b' },
    initial: 'a',
    states: {
      a: {
        on: {
          GO: { guard: never },
          STOP: [{ guard: never, target: 'b' }, {}],
          LAST: [{}, { guard: never, target: 'b' }],
          ONLY: { guard: never },
        },
      },
      b: {},
    },
  });
  expect(await acceptedBy(machine)).toEqual(['GO', 'STOP']);
});

test('eventless and delayed transitions, and those of actors, are nothing that could be sent', async () => {
  const machine = createMachine({
    initial: 'a',
    states: { a: { always: { guard: never, target: 'b' }, after: { 10: 'b' }, on: { GO: 'b' } }, b: {} },
  });
  expect(await acceptedBy(machine)).toEqual(['GO']);
});

type Tree = { readonly on: object; readonly type?: 'parallel'; readonly states?: Record<string, Tree> };

const transition = fc.constantFrom({}, { actions: () => undefined }, undefined);
const on = fc.dictionary(fc.constantFrom('a', 'a.b', 'a.b.c', 'a.*', 'a.b.*', 'd', '*'), transition, { maxKeys: 4 });
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ on }),
    fc.record({ on, states: fc.record({ x: tie('tree'), y: tie('tree') }) }).map((node) => ({ ...node, initial: 'x' })),
    fc.record({ on, type: fc.constant('parallel' as const), states: fc.record({ x: tie('tree'), y: tie('tree') }) }),
  ),
}));

test('where there are no guards, a descriptor is accepted if and only if the snapshot can take such an event', () => {
  fc.assert(
    fc.property(tree, (config) => {
      const machine: AnyStateMachine = createMachine(config as object);
      const snapshot = createActor(machine).getSnapshot() as AnyMachineSnapshot;
      const descriptors = new Set(snapshot._nodes.flatMap((node) => [...node.transitions.keys()]));
      const takes = (descriptor: string) => snapshot.can({ type: descriptor.replace('*', 'unheard-of') });
      expect(acceptedDescriptors(snapshot)).toEqual([...descriptors].filter(takes).sort());
    }),
    { numRuns: 500 },
  );
});
