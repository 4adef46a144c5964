import * as fc from 'fast-check';
import { forSuite, isFull } from '../../support/suite.ts';
import type { MachineSpec, Step } from './machine-spec.ts';
import { machineSpec, steps } from './generate.ts';

/** How many cases a comparison has; `npm run test:long` sets more. */
export const CASES = Number(process.env['DURABLE_CALLS_PROPERTY_CASES'] ?? forSuite({ gate: 100, full: 1_000 }));
/** Given to repeat a run. `npm test` decides about a change, so it always compares the same cases. */
export const SEED = process.env['DURABLE_CALLS_PROPERTY_SEED'] ?? (isFull ? undefined : '1');

/** Beyond it a run is long, and says how far it is. */
const QUIET = 1_000;

export interface PropertyRun {
  /** Of what, as it is printed. */
  readonly of: string;
  readonly cases: number;
  readonly limitMs: number;
  readonly compare: (spec: MachineSpec, taken: readonly Step[]) => Promise<void>;
}

/** Generates cases and compares each. A failure tells the seed, and the smallest case that was found to fail. */
export async function runProperty({ of, cases, limitMs, compare }: PropertyRun): Promise<void> {
  const startedAt = Date.now();
  let done = 0;
  const say = (): void => {
    if (cases <= QUIET) return;
    const [seconds, mebibytes] = [(Date.now() - startedAt) / 1_000, process.memoryUsage().rss / 2 ** 20];
    process.stderr.write(`${of}: ${done} of ${cases} cases, ${seconds.toFixed()} s, ${mebibytes.toFixed()} MiB\n`);
  };
  const property = fc.asyncProperty(machineSpec, steps, async (spec, taken) => {
    await compare(spec, taken);
    if (++done % QUIET === 0) say();
  });
  await fc.assert(property, {
    numRuns: cases,
    // Before the time-out of the test, which would not tell the seed.
    interruptAfterTimeLimit: limitMs - 10_000,
    markInterruptAsFailure: true,
    ...(SEED && { seed: Number(SEED) }),
  });
}
