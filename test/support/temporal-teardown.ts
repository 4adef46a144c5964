import { rm } from 'node:fs/promises';

export default async function tearDown(): Promise<void> {
  const { run } = globalThis;
  await run?.sharedStacks.close();
  await run?.temporalServer?.stop();
  await Promise.all((run?.folders ?? []).map((folder) => rm(folder, { recursive: true, force: true })));
}
