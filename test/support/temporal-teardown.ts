import { rm } from 'node:fs/promises';
import removePrograms from './programs-teardown.ts';

export default async function tearDown(): Promise<void> {
  const { run } = globalThis;
  await run?.sharedReplays.close();
  await run?.sharedStacks.close();
  await run?.temporalServer?.stop();
  if (run !== undefined) await rm(run.folder, { recursive: true, force: true });
  await removePrograms();
}
