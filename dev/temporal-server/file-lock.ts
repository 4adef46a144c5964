import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
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
 * kernel locks: an owner that was suspended for 30 s and wakes up is a second one, so `work` must stay correct when it
 * is done twice.
 */
export async function withFileLock<T>(
  { path, onWait }: { path: string; onWait: (ownerPid: number | undefined) => void },
  work: () => Promise<T>,
): Promise<T> {
  const mine: Owner = { pid: process.pid, host: hostname(), token: randomUUID() };
  let saidThatItWaits = false;
  while (!(await tryCreate(path, JSON.stringify(mine)))) {
    const owner = await readOwner(path);
    if (await isDead(path, owner)) {
      await removeDeadLock(path);
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

async function tryCreate(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' });
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
  const since = await modifiedAt(path);
  if (since === undefined) return false;
  if (Date.now() - since > SILENT_OWNER_IS_DEAD_MS) return true;
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

/**
 * Only who holds `<path>.takeover` may remove another's lock, after a second look: else the second of two that saw the
 * same dead lock would remove the lock that the first has taken since.
 */
async function removeDeadLock(path: string): Promise<void> {
  const takeover = `${path}.takeover`;
  if (!(await tryCreate(takeover, ''))) {
    const since = await modifiedAt(takeover);
    if (since !== undefined && Date.now() - since > SILENT_OWNER_IS_DEAD_MS) await rm(takeover, { force: true });
    await delay(POLL_MS);
    return;
  }
  try {
    if (await isDead(path, await readOwner(path))) await rm(path, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
}

async function modifiedAt(path: string): Promise<number | undefined> {
  return await stat(path).then(
    (file) => file.mtimeMs,
    () => undefined,
  );
}
