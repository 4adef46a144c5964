import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where this project keeps what it built or downloaded: `DURABLE_CALLS_CACHE`, or the user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env['DURABLE_CALLS_CACHE']) return resolve(env['DURABLE_CALLS_CACHE']);
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'durable-calls');
}
