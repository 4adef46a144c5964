import { expect } from '@jest/globals';
import { assign, createMachine } from 'xstate';
import { CONTINUE, drive } from './drive.ts';
import { feature } from './feature.ts';

const keeping = createMachine({
  context: ({ input }) => ({ kept: input }),
  on: { CHANGE: { actions: assign({ kept: ({ event }) => event['to'] as unknown }) } },
});
const keptOver = async (input: unknown): Promise<unknown> =>
  (await drive(keeping, [CONTINUE, CONTINUE], { input })).view().context.kept;

feature(
  'an input that is an object, an array, a text, a number or nothing',
  'works',
  'It reaches a workflow as JSON, as every argument of one.',
  async () => {
    for (const input of [{ a: 1 }, [1, 2], 'text', 0, null, undefined]) expect(await keptOver(input)).toEqual(input);
  },
);

feature(
  '`Date`, `Map`, `Set` and bytes in a context',
  'works',
  'They are what they were after a continue-as-new. In events, inputs and views they are what JSON leaves of them.',
  async () => {
    const value = { at: new Date(5), map: new Map([[{ a: 1 }, new Set([1])]]), bytes: Uint8Array.of(1, 2) };
    expect(await keptOver(value)).toStrictEqual(value);
  },
);

feature('`undefined`, `NaN`, infinities and `bigint` in a context', 'works', '', async () => {
  const value = {
    none: undefined,
    nan: Number.NaN,
    most: Number.POSITIVE_INFINITY,
    zero: -0,
    big: 2n ** 70n,
    list: [undefined],
  };
  expect(await keptOver(value)).toStrictEqual(value);
});

feature(
  'an `Error` in a context',
  'works',
  'Its name, message, stack, cause and own properties; it is an instance of `Error`, and of no class of its own.',
  async () => {
    const error = Object.assign(new TypeError('wrong', { cause: { code: 7 } }), { status: 400 });
    const kept = (await keptOver(error)) as Error;
    expect(kept).toBeInstanceOf(Error);
    expect(kept).toMatchObject({
      name: 'TypeError',
      message: 'wrong',
      cause: { code: 7 },
      status: 400,
      stack: error.stack,
    });
  },
);

feature(
  'instances of classes, functions, symbols and circles in a context',
  'does not work',
  'A machine that has them is not continued as new: the view and the log of the worker say what and where.',
  async () => {
    class Basket {
      readonly items = [];
    }
    const circle: { itself?: unknown } = {};
    circle.itself = circle;
    for (const input of [new Basket(), { run: () => undefined }, Symbol('s'), circle]) {
      const holding = await drive(keeping, [], { input, replay: false });
      expect(holding.view().status).toBe('active');
      await expect(holding.continueAsNew()).rejects.toThrow(/\.context\.kept.* (is an? |contains itself)/);
    }
  },
);

feature(
  'events with values of all kinds',
  'works differently',
  'An event from outside travels as JSON: send a date as a text. Events between actors of one machine are passed as they are.',
  async () => {
    const changed = await drive(keeping, [{ type: 'CHANGE', to: new Date(0) } as never]);
    expect(changed.view().context.kept).toBe('1970-01-01T00:00:00.000Z');
  },
);

feature(
  '`Date.now()`, `new Date()` and `Math.random()` in a machine',
  'works',
  'They are the workflow’s: the same in every replay.',
  async () => {
    const machine = createMachine({
      context: () => ({ now: Date.now(), date: new Date(), random: Math.random() }),
      after: { 500: { actions: assign({ later: () => new Date() }) as never } },
    });
    const told = (await drive(machine, [200, CONTINUE, 300])).view().context;
    expect(told).toMatchObject({ now: Number(told.date), later: new Date(told.now + 500) });
  },
);
