import type { ProgramPlace } from '../../dev/program-arguments.ts';

/** Worker, server and simulator as the set-up of the run has compiled them. */
export function programs(): ProgramPlace {
  return { projectDir: process.cwd(), compiledDir: process.env['TEST_PROGRAMS'] };
}
