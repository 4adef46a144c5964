import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { DEFAULT_TASK_QUEUE } from '../contract/defaults.ts';
import { text } from './values.ts';

/** The configuration is wrong: all that is wrong with it, one line each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What both processes read. */
export const sharedVariables = {
  DURABLE_CALLS_TASK_QUEUE: text.default(DEFAULT_TASK_QUEUE),
  DURABLE_CALLS_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
};

/**
 * @param check what is wrong with variables that are right each by itself
 * @throws ConfigurationError with every mistake at once
 */
export function readEnvironment<T>(variables: z.ZodType<T>, env: Environment, check: (parsed: T) => string[]) {
  const given = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])));
  const result = variables.safeParse(given);
  const mistakes = result.success
    ? check(result.data)
    : result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  mistakes.push(...paddedIn(given));
  const temporal = readTemporal(given);
  if (typeof temporal === 'string') mistakes.push(temporal);
  if (mistakes.length > 0 || !result.success || typeof temporal === 'string') {
    throw new ConfigurationError(
      ['The configuration is wrong:', ...mistakes.map((mistake) => `  - ${mistake}`)].join('\n'),
    );
  }
  return { variables: result.data, temporal };
}

/** A line break at the end, as files of secrets have it, makes a value another one, and nothing says so. */
function paddedIn(given: Record<string, string>): string[] {
  return Object.entries(given)
    .filter(([name, value]) => OURS.test(name) && name !== TRIMMED && value !== value.trim())
    .map(([name]) => `${name} must not begin or end with white space, such as a line break`);
}

const OURS = /^(?:DURABLE_CALLS|ACS|GRAPH|AZURE|TEMPORAL)_/;
/** Copied by hand from the portal, and read without what surrounds it. */
const TRIMMED = 'ACS_RESOURCE_ID';

/** Temporal's own variables and profiles: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS…, TEMPORAL_PROFILE. */
function readTemporal(env: Record<string, string>) {
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: env });
    return { connectionOptions, namespace: namespace ?? 'default' };
  } catch (error) {
    return `the settings of Temporal (TEMPORAL_…) cannot be used: ${(error as Error).message}`;
  }
}
