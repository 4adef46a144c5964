import { randomUUID } from 'node:crypto';
import { constants, copyFile, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const HEARTBEAT_MS = 2_000;
const SILENT_OWNER_IS_DEAD_MS = 30_000;
const POLL_MS = 200;

interface Owner {
  pid: number;
  host: string;
  token: string;
}

/**
 * Runs `work` while holding the lock file `path`; waits for as long as a living process holds it. `onWait` is called
 * once with the owner's pid when there is somebody to wait for.
 *
 * A lock whose owner is dead (by pid on this machine, by 30 s without heartbeat anywhere) is taken over. Node has no
 * kernel locks, so three processes that meet within microseconds over a dead lock could let two of them in: `work`
 * must stay correct then, merely done twice.
 */
export async function withFileLock<T>(
  { path, onWait }: { path: string; onWait: (ownerPid: number | undefined) => void },
  work: () => Promise<T>,
): Promise<T> {
  const mine: Owner = { pid: process.pid, host: hostname(), token: randomUUID() };
  let saidThatItWaits = false;
  while (!(await tryCreate(path, mine))) {
    const owner = await readOwner(path);
    if (await isDead(path, owner)) {
      await removeDeadLock(path, owner);
      continue;
    }
    if (!saidThatItWaits) onWait(owner?.pid);
    saidThatItWaits = true;
    await delay(POLL_MS);
  }
  const heartbeat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await readOwner(path))?.token === mine.token) await rm(path, { force: true });
  }
}

async function tryCreate(path: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(owner), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** `undefined` when the file is gone, or was created a moment ago and has no content yet. */
async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

async function isDead(path: string, owner: Owner | undefined): Promise<boolean> {
  const modifiedAt = await stat(path).then(
    (file) => file.mtimeMs,
    () => undefined,
  );
  if (modifiedAt === undefined) return false;
  if (Date.now() - modifiedAt > SILENT_OWNER_IS_DEAD_MS) return true;
  return owner !== undefined && owner.host === hostname() && !isRunning(owner.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Moves the lock away first: of several who see it dead one succeeds, and who caught a successor's lock puts it back. */
async function removeDeadLock(path: string, dead: Owner | undefined): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const caught = await readOwner(aside);
  if (caught?.token !== dead?.token) await copyFile(aside, path, constants.COPYFILE_EXCL).catch(() => {});
  await rm(aside, { force: true });
}
