import { compilePrograms } from './compile-programs.ts';

/** Once for all projects of a run. */
export default async function setUp(): Promise<void> {
  process.env['TEST_PROGRAMS'] ??= await compilePrograms(process.cwd());
}
