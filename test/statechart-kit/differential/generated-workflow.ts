import { runStatechart } from '../../../src/statechart/workflow/index.ts';
import { buildMachine } from './build-machine.ts';
import type { MachineSpec } from './machine-spec.ts';
import { summaryOf } from './summary.ts';

export interface Generated {
  readonly spec: MachineSpec;
  /** After how many transitions it continues as new. */
  readonly every?: number;
}

/** Any generated machine as a workflow. */
export function generated({ spec, every }: Generated) {
  return runStatechart(buildMachine(spec), {
    summarize: summaryOf,
    ...(every !== undefined && { continueAsNewAfterTransitions: every }),
  });
}
