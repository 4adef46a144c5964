import { expect, test } from '@jest/globals';
import { createMachine, emit, type AnyActorRef, type InspectionEvent } from 'xstate';
import { MachineFailed } from '../../src/statechart/client/errors.ts';
import { createStatechartTest } from '../../src/statechart/testing/index.ts';

const broken = (): never => {
  throw new Error('the onlooker is broken');
};

/** When it comes to LOOK, it does as it is told; when it comes to GO, it goes on. */
const lookedAt = (look: (self: AnyActorRef) => void) =>
  createMachine({
    id: 'm',
    initial: 'a',
    on: { LOOK: { actions: ({ self }) => look(self as AnyActorRef) } },
    states: { a: { on: { GO: { target: 'b', actions: emit({ type: 'GONE' }) } }, after: { 1_000: 'b' } }, b: {} },
  });

async function failureOf(look: (self: AnyActorRef) => void, go: 'GO' | number = 'GO') {
  const driven = await createStatechartTest(lookedAt(look));
  await driven.send({ type: 'LOOK' });
  if (typeof go === 'number') await driven.advance(go);
  else await driven.notify({ type: go });
  await driven.advance(10);
  expect(() => driven.result()).toThrow(MachineFailed);
  expect(() => driven.result()).toThrow('the onlooker is broken');
  return driven.view().error;
}

const onlyAt = (event: string) => (inspected: InspectionEvent) =>
  void (inspected.type === '@xstate.event' && inspected.event.type === event && broken());

test.each<[string, (self: AnyActorRef) => void]>([
  ['an inspector', (self) => self.system.inspect(onlyAt('GO'))],
  ['an inspector that is an observer', (self) => self.system.inspect({ next: onlyAt('GO') })],
  ['an observer of the machine', (self) => self.subscribe(({ value }) => void (value === 'b' && broken()))],
  ['a listener', (self) => self.on('GONE', broken)],
])('an error in %s fails the machine, named with machine and event', async (_name, look) => {
  expect(await failureOf(look)).toMatchObject({ machine: 'm', event: 'GO' });
});

test('an error in an inspector fails the machine when a deadline comes, too', async () => {
  const look = (self: AnyActorRef) => void self.system.inspect(onlyAt('xstate.after.1000.m.a'));
  expect(await failureOf(look, 1_000)).toMatchObject({ machine: 'm', event: 'xstate.after.1000.m.a', state: 'a' });
});

test('an inspector that throws is no error of the command that it hears of', async () => {
  const driven = await createStatechartTest(lookedAt((self) => void self.system.inspect(onlyAt('GO'))));
  await driven.send({ type: 'LOOK' });
  await expect(driven.send({ type: 'GO' })).rejects.toThrow('m failed in the state a on GO: the onlooker is broken');
  expect(driven.view().status).toBe('error');
});

test('an inspector that works hears of everything, and can be taken off again', async () => {
  const heard: string[] = [];
  const driven = await createStatechartTest(
    lookedAt((self) => {
      const subscription = self.system.inspect((inspected) => {
        if (inspected.type === '@xstate.event') heard.push(inspected.event.type);
        if (heard.length === 2) subscription.unsubscribe();
      });
    }),
    { replay: false },
  );
  await driven.send({ type: 'LOOK' });
  for (let times = 0; times < 3; times++) await driven.notify({ type: 'GO' });
  expect(heard).toEqual(['GO', 'GO']);
});

test.each(['entry', 'exit', 'transition', 'child'])(
  'an action (%s) that returns a promise which rejects fails the machine, named with machine, state and event',
  async (place) => {
    const failLater = async (): Promise<void> => {
      await Promise.resolve();
      broken();
    };
    const action = (at: string) => (): unknown => (at === place ? failLater() : undefined);
    const machine = createMachine(
      {
        id: 'm',
        initial: 'a',
        states: {
          a: { exit: action('exit'), on: { GO: { target: 'b', actions: action('transition') } } },
          b: { entry: action('entry'), invoke: { src: 'child', id: 'child' } },
        },
      },
      { actors: { child: createMachine({ entry: action('child') }) } },
    );

    const driven = await createStatechartTest(machine);
    await driven.notify({ type: 'GO' });

    expect(driven.view().error).toMatchObject({
      machine: 'm',
      state: 'b',
      event: expect.any(String),
      message: 'the onlooker is broken',
    });
  },
);
