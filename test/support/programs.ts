import { programArguments, type ProgramPlace } from '../../dev/program-arguments.ts';

/** The programs as the set-up of the run has compiled them. */
export function programs(): ProgramPlace {
  return { projectDir: process.cwd(), compiledDir: process.env['TEST_PROGRAMS'] };
}

/** The arguments by which Node runs one of them, or a script of the tests; its source is given relative to the root. */
export function argumentsOf(source: string): string[] {
  return programArguments(programs(), source);
}
