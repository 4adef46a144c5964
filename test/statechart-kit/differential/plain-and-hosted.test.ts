import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { whileSimulating } from '../../../src/statechart/testing/simulated-globals.ts';
import { buildMachine } from './build-machine.ts';
import type { Condition, Exercised } from './condition.ts';
import { HostedActor } from './hosted-actor.ts';
import type { MachineSpec, Step } from './machine-spec.ts';
import { PlainActor } from './plain-actor.ts';
import { CASES, runProperty } from './property-run.ts';

const LIMIT_MS = 240_000 + CASES * 60;

const totals = { history: 0, timers: 0, children: 0, continued: 0, errors: 0, done: 0, steps: 0 };

async function compare(spec: MachineSpec, taken: readonly Step[]): Promise<void> {
  const plain = new PlainActor(buildMachine(spec));
  const hosted = await HostedActor.start(buildMachine(spec));
  expectSame(plain, hosted, 'the start');
  for (const [index, step] of taken.entries()) {
    if (hosted.hasEnded) break;
    totals.steps++;
    await hosted.take(step);
    if (step.step === 'advance') plain.advance(step.ms);
    else if (step.step === 'continueAsNew') totals.continued++;
    else plain.send({ type: step.event });
    expectSame(plain, hosted, `step ${index}, ${JSON.stringify(step)}`);
  }
  count(plain.exercised, plain.condition());
}

function expectSame(plain: PlainActor, hosted: HostedActor, place: string): void {
  const [is, shouldBe] = [hosted.condition(), plain.condition()];
  if (!isDeepStrictEqual(is, shouldBe)) expect({ place, ...is }).toEqual({ place, ...shouldBe });
}

function count(exercised: Exercised, { status }: Condition): void {
  for (const key of ['history', 'timers', 'children'] as const) totals[key] += exercised[key] > 0 ? 1 : 0;
  totals.errors += status === 'error' ? 1 : 0;
  totals.done += status === 'done' ? 1 : 0;
}

test(
  'a hosted machine is after every step as a plain actor of XState is, also over continue-as-new at any point',
  async () => {
    // Once for all cases, not once for each delivery: exchanging globals takes longer than many a machine.
    await whileSimulating(() => runProperty({ of: 'plain and hosted', cases: CASES, limitMs: LIMIT_MS, compare }));

    // The cases are worth something only when they use what is easily got wrong.
    console.info(`${CASES} cases: ${JSON.stringify(totals)}`);
    expect(totals.history).toBeGreaterThan(CASES * 0.1);
    expect(totals.timers).toBeGreaterThan(CASES * 0.4);
    expect(totals.children).toBeGreaterThan(CASES * 0.3);
    expect(totals.continued).toBeGreaterThan(CASES);
    expect(totals.errors).toBeLessThan(CASES * 0.2);
    expect(totals.done).toBeLessThan(CASES * 0.5);
  },
  LIMIT_MS,
);
