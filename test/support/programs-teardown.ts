import { rm } from 'node:fs/promises';

export default async function tearDown(): Promise<void> {
  const programs = process.env['TEST_PROGRAMS'];
  if (programs !== undefined) await rm(programs, { recursive: true, force: true });
}
