import { setTimeout as delay } from 'node:timers/promises';

const LONGEST_MS = 10_000;
const POLL_MS = 100;

/** The processes of a stack that was killed end by themselves, within seconds. Waits until it is over, at most 10 s. */
export async function awaitPredecessor(
  pids: readonly number[],
  portsAreFree: () => Promise<boolean>,
  say: (line: string) => void,
): Promise<void> {
  const isOver = async () => !pids.some(isRunning) && (await portsAreFree());
  if (await isOver()) return;
  say('The stack of before was killed; waiting until its processes have ended.');
  const deadline = Date.now() + LONGEST_MS;
  while (Date.now() < deadline && !(await isOver())) await delay(POLL_MS);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
