import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that Linux gives out by itself: none of these is taken by a connection that somebody else makes. */
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 32_767;

/**
 * Ports from here to the next lane belong to the process that listens on the first of them: two that choose ports at the
 * same time choose different ones.
 */
const PORTS_OF_A_LANE = 128;
const LANES = Math.floor((HIGHEST_PORT + 1 - LOWEST_PORT) / PORTS_OF_A_LANE);

let lane: Promise<number> | undefined;
let given = 0;

/** A TCP port of 127.0.0.1 that nobody listens on, and that this process has not been given in its last hundred calls. */
export async function freePort(): Promise<number> {
  const first = await (lane ??= takeLane());
  for (let tried = 1; tried < PORTS_OF_A_LANE; tried++) {
    const port = first + 1 + (given++ % (PORTS_OF_A_LANE - 1));
    if (await isPortFree(port)) return port;
  }
  throw new Error(`No port between ${first} and ${first + PORTS_OF_A_LANE} is free.`);
}

/** Whether a TCP port of 127.0.0.1 can be listened on right now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = await listenOn(port);
  if (server === undefined) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

/** Held until this process ends, however it ends. */
async function takeLane(): Promise<number> {
  const start = randomInt(LANES);
  for (let tried = 0; tried < LANES; tried++) {
    const first = LOWEST_PORT + ((start + tried) % LANES) * PORTS_OF_A_LANE;
    const held = await listenOn(first);
    if (held === undefined) continue;
    held.unref();
    return first;
  }
  throw new Error(`The ports of 127.0.0.1 from ${LOWEST_PORT} to ${HIGHEST_PORT} are in use.`);
}

/** `undefined` when somebody else listens on it. */
function listenOn(port: number) {
  const server = createServer((connection) => connection.destroy());
  return new Promise<typeof server | undefined>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
