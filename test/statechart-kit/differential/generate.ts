import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import {
  EVENT_TYPES,
  type ActionSpec,
  type MachineSpec,
  type NodeSpec,
  type Step,
  type TransitionSpec,
} from './machine-spec.ts';

const event = fc.constantFrom(...EVENT_TYPES);
const fromOutside = fc.constantFrom('A', 'B', 'C', 'TOLD' as const) as Arbitrary<'A'>;
const delay = fc.integer({ min: 0, max: 12 });
const sendId = fc.option(fc.constantFrom('x', 'y'), { freq: 2 });

const action: Arbitrary<ActionSpec> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ do: 'count' as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('raise' as const), event }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('later' as const), event, delay, id: sendId }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), id: fc.constantFrom('x', 'y') }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('spawn' as const), kid: fc.constantFrom(0, 1), keep: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), nth: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tell' as const), event, delay, id: sendId }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tellParent' as const), event, delay, id: sendId }) },
);
const actions = fc.array(action, { maxLength: 2 });

const transitionParts = {
  target: fc.option(fc.nat(40), { freq: 6 }),
  reenter: fc.boolean(),
  guard: fc.option(fc.record({ modulo: fc.integer({ min: 2, max: 3 }), is: fc.nat(2) }), { freq: 1 }),
  actions,
};
const transition: Arbitrary<TransitionSpec> = fc.record(transitionParts);

function node(
  type: NodeSpec['type'],
  children: Arbitrary<NodeSpec[]>,
  { history = fc.constant(null) as Arbitrary<NodeSpec['history']>, most = 2 } = {},
): Arbitrary<NodeSpec> {
  const isFinal = type === 'final';
  return fc.record({
    type: fc.constant(type),
    children,
    history,
    invoke: fc
      .option(fc.constantFrom(0 as const, 1 as const), { freq: 1 })
      .map((kid) => (type === 'atomic' ? kid : null)),
    entry: actions,
    exit: actions,
    on: fc.array(fc.record({ event, ...transitionParts }), { maxLength: isFinal ? 0 : most }),
    after: fc.array(fc.record({ delay, ...transitionParts }), { maxLength: isFinal ? 0 : 1 }),
    always: fc.array(transition, { maxLength: isFinal ? 0 : 1 }),
    onDone: fc.option(transition),
  });
}

const none = fc.constant<NodeSpec[]>([]);
const atomic = node('atomic', none, { most: 3 });
const final = node('final', none);
const leaf = fc.oneof({ weight: 6, arbitrary: atomic }, { weight: 1, arbitrary: final });
const history = fc.option(fc.constantFrom('shallow' as const, 'deep' as const), { freq: 3 });

/** A first child that is no final state, for it is the initial one. */
function compoundOf(child: Arbitrary<NodeSpec>): Arbitrary<NodeSpec> {
  const children = fc
    .tuple(atomic, fc.array(child, { minLength: 1, maxLength: 2 }))
    .map(([first, rest]) => [first, ...rest]);
  return node('compound', children, { history });
}
function parallelOf(region: Arbitrary<NodeSpec>): Arbitrary<NodeSpec> {
  return node('parallel', fc.array(region, { minLength: 2, maxLength: 2 }), { history });
}

const low = compoundOf(leaf);
const middle = fc.oneof(low, parallelOf(low), compoundOf(fc.oneof(leaf, low)));
const states = fc.oneof({ weight: 2, arbitrary: atomic }, { weight: 3, arbitrary: middle });
const topCompound = node(
  'compound',
  fc
    .tuple(
      atomic,
      middle,
      fc.array(fc.oneof({ weight: 3, arbitrary: states }, { weight: 2, arbitrary: final }), { maxLength: 1 }),
    )
    .map(([first, second, rest]) => [first, second, ...rest]),
  { history },
);
const root = fc.oneof({ weight: 3, arbitrary: topCompound }, { weight: 1, arbitrary: parallelOf(middle) });

export const machineSpec: Arbitrary<MachineSpec> = fc.record({ root, kids: fc.tuple(low, low) });

export const steps: Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ step: fc.constant('notify' as const), event: fromOutside }) },
    { weight: 2, arbitrary: fc.record({ step: fc.constant('command' as const), event: fromOutside }) },
    { weight: 4, arbitrary: fc.record({ step: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 15 }) }) },
    { weight: 2, arbitrary: fc.constant({ step: 'continueAsNew' as const }) },
  ),
  { minLength: 6, maxLength: 25 },
);
