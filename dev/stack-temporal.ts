import { SEARCH_ATTRIBUTE_NAMES } from '../src/client/search-attributes.ts';
import type { FoundTemporalServer } from './temporal-server/find-temporal-server.ts';
import { startTemporalServer, type RunningTemporalServer } from './temporal-server/run-temporal-server.ts';
import type { SearchAttributeType } from './temporal-server/search-attributes.ts';

/** Not there, which Temporal takes for an empty one; an empty file it cannot read. */
const NO_CONFIG_FILE = '/nonexistent/temporal.toml';

type Variables = Readonly<Record<string, string | undefined>>;

export interface StackTemporalOptions {
  readonly projectDir: string;
  readonly executable: string;
  readonly port: number;
  readonly uiPort?: number;
  readonly dbFilename?: string;
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Starts a server with all that our operations need in it. */
export async function startStackTemporal(options: StackTemporalOptions): Promise<RunningTemporalServer> {
  const attributes = SEARCH_ATTRIBUTE_NAMES.map((name): [string, SearchAttributeType] => [name, 'Keyword']);
  return await startTemporalServer({
    ...options,
    env: { ...process.env, ...ownServerOnly() },
    searchAttributes: Object.fromEntries(attributes),
  });
}

/**
 * What worker and server need beside the server's address. With a server of our own no setting of the person's other
 * servers applies. On a named one the task queue is apart: it may have workers that speak to a real provider.
 */
export function temporalEnv(found: FoundTemporalServer, taskQueue: string): Variables {
  return found.kind === 'address' ? { DURABLE_CALLS_TASK_QUEUE: taskQueue } : ownServerOnly();
}

function ownServerOnly(): Variables {
  const others = Object.keys(process.env).filter((name) => name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(others.map((name) => [name, undefined])), TEMPORAL_CONFIG_FILE: NO_CONFIG_FILE };
}
