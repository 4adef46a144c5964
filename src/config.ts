import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import type { CodePair } from './contract/add-participant.ts';

/** The configuration is wrong: all that is wrong with it, one line each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const port = z.coerce
  .number('must be a port number')
  .int('must be a port number')
  .min(0, 'must be 0 to 65535')
  .max(65_535, 'must be 0 to 65535');
const milliseconds = z.coerce
  .number('must be a number of milliseconds')
  .int('must be a whole number')
  .min(1, 'must be at least 1');
const millisecondsUpTo = (most: number) => milliseconds.max(most, `must be at most ${most}`);

const ONE_MINUTE_MS = 60_000;
const ONE_DAY_MS = 86_400_000;
/** Nothing may be repeated for longer: what the provider documents for its Repeatability pairs. */
const LONGEST_PAIR_WINDOW_MS = 300_000;
const text = z.string().min(1, 'must not be empty');
const url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

function isSafe(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || LOOPBACK.has(hostname);
}

const safeUrl = url.refine(
  (address) => !URL.canParse(address) || isSafe(address),
  'must be https outside of this machine',
);

/** Paths are appended to it. */
const publicUrl = safeUrl.refine(isPlain, 'must be a plain address, without user info, query or fragment');

function isPlain(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const { username, password } = new URL(address);
  return username === '' && password === '' && !/[?#]/.test(address);
}

function isOrigin(address: string): boolean {
  return isPlain(address) && (!URL.canParse(address) || new URL(address).pathname === '/');
}

const CONNECTION_STRING_SHAPE = 'endpoint=https://<resource>.communication.azure.com/;accesskey=<base64>';

function isConnectionString(given: string): boolean {
  const [, endpoint = ''] = /^endpoint=([^;]+);accesskey=[A-Za-z0-9+/]+={0,2};?$/i.exec(given) ?? [];
  return URL.canParse(endpoint) && isSafe(endpoint);
}

const required = (what: string) => z.string({ error: `is missing: ${what}` }).min(1, `is empty: ${what}`);

const shared = {
  DURABLE_CALLS_TASK_QUEUE: text.default('durable-calls'),
  DURABLE_CALLS_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
};

const serverVariables = z.object({
  ...shared,
  DURABLE_CALLS_API_HOST: text
    .default('127.0.0.1')
    .refine((host) => LOOPBACK.has(host), 'must be a loopback address: the API has no authentication yet'),
  DURABLE_CALLS_API_PORT: port.default(8080),
  DURABLE_CALLS_WEBHOOK_HOST: text.default('127.0.0.1'),
  DURABLE_CALLS_WEBHOOK_PORT: port.default(8081),
  DURABLE_CALLS_PUBLIC_URL: publicUrl.optional(),
  ACS_RESOURCE_ID: required('the immutable resource id of the ACS resource, a GUID'),
  ACS_WEBHOOK_ISSUER: url.default('https://acscallautomation.communication.azure.com'),
  ACS_WEBHOOK_JWKS_URL: safeUrl.default('https://acscallautomation.communication.azure.com/calling/keys'),
  DURABLE_CALLS_NOT_AFTER_MS: millisecondsUpTo(ONE_DAY_MS).default(60_000),
  DURABLE_CALLS_HTTP_TIMEOUT_MS: millisecondsUpTo(ONE_MINUTE_MS).default(10_000),
  DURABLE_CALLS_START_TO_CLOSE_MS: millisecondsUpTo(3 * ONE_MINUTE_MS).default(25_000),
  DURABLE_CALLS_HEARTBEAT_MS: millisecondsUpTo(ONE_MINUTE_MS).default(5_000),
  DURABLE_CALLS_PAIR_WINDOW_MS: millisecondsUpTo(LONGEST_PAIR_WINDOW_MS).default(270_000),
  DURABLE_CALLS_GRACE_MS: millisecondsUpTo(ONE_MINUTE_MS).default(5_000),
  DURABLE_CALLS_BACK_OFF_MS: millisecondsUpTo(ONE_MINUTE_MS).default(500),
  DURABLE_CALLS_LAST_DEADLINE_MS: millisecondsUpTo(ONE_DAY_MS).default(15 * ONE_MINUTE_MS),
  DURABLE_CALLS_CANCELLED_CODES: z
    .string()
    .regex(/^(\d+|\*)\/(\d+|\*)(,(\d+|\*)\/(\d+|\*))*$/, 'must be code/subCode pairs, such as 487/0,*/8542')
    .default('487/0,*/8542,*/8508'),
});

const workerVariables = z.object({
  ...shared,
  ACS_CONNECTION_STRING: z
    .string()
    .refine(isConnectionString, `must read ${CONNECTION_STRING_SHAPE}, with https outside of this machine`)
    .optional(),
  ACS_SECONDARY_ACCESS_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be the base64 of an access key')
    .optional(),
  ACS_ENDPOINT: z
    .url({ protocol: /^https$/, error: 'must be an https URL' })
    .refine(isOrigin, 'must be an address without user info, path, query or fragment')
    .optional(),
  AZURE_AUTHORITY_HOST: z.url({ protocol: /^https$/, error: 'must be an https URL' }).optional(),
  DURABLE_CALLS_MAX_CACHED_WORKFLOWS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0)
    .optional(),
  DURABLE_CALLS_STICKY_TIMEOUT_MS: milliseconds.optional(),
  DURABLE_CALLS_WORKFLOW_BUNDLE: text.optional(),
  DURABLE_CALLS_SHUTDOWN_GRACE_MS: milliseconds.default(20_000),
});

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigurationError with every mistake at once */
export function readServerConfig(env: Environment = process.env) {
  const { variables, temporal } = read(serverVariables, env, checkServer);
  return {
    temporal,
    taskQueue: variables.DURABLE_CALLS_TASK_QUEUE,
    logLevel: variables.DURABLE_CALLS_LOG_LEVEL,
    api: { host: variables.DURABLE_CALLS_API_HOST, port: variables.DURABLE_CALLS_API_PORT },
    webhooks: { host: variables.DURABLE_CALLS_WEBHOOK_HOST, port: variables.DURABLE_CALLS_WEBHOOK_PORT },
    publicUrl: variables.DURABLE_CALLS_PUBLIC_URL ?? `http://127.0.0.1:${variables.DURABLE_CALLS_WEBHOOK_PORT}`,
    acsWebhook: {
      audience: variables.ACS_RESOURCE_ID,
      issuer: variables.ACS_WEBHOOK_ISSUER,
      jwksUrl: variables.ACS_WEBHOOK_JWKS_URL,
    },
    notAfterMs: variables.DURABLE_CALLS_NOT_AFTER_MS,
    waits: {
      httpTimeoutMs: variables.DURABLE_CALLS_HTTP_TIMEOUT_MS,
      startToCloseMs: variables.DURABLE_CALLS_START_TO_CLOSE_MS,
      heartbeatMs: variables.DURABLE_CALLS_HEARTBEAT_MS,
      pairWindowMs: variables.DURABLE_CALLS_PAIR_WINDOW_MS,
      graceMs: variables.DURABLE_CALLS_GRACE_MS,
      backOffMs: variables.DURABLE_CALLS_BACK_OFF_MS,
      lastDeadlineMs: variables.DURABLE_CALLS_LAST_DEADLINE_MS,
    },
    cancelledCodes: readCodePairs(variables.DURABLE_CALLS_CANCELLED_CODES),
  };
}

/** @throws ConfigurationError with every mistake at once */
export function readWorkerConfig(env: Environment = process.env) {
  const { variables, temporal } = read(workerVariables, env, checkWorker);
  return {
    temporal,
    taskQueue: variables.DURABLE_CALLS_TASK_QUEUE,
    logLevel: variables.DURABLE_CALLS_LOG_LEVEL,
    acs: acsAccount(variables),
    workflowBundle: variables.DURABLE_CALLS_WORKFLOW_BUNDLE,
    maxCachedWorkflows: variables.DURABLE_CALLS_MAX_CACHED_WORKFLOWS,
    stickyTimeoutMs: variables.DURABLE_CALLS_STICKY_TIMEOUT_MS,
    shutdownGraceMs: variables.DURABLE_CALLS_SHUTDOWN_GRACE_MS,
  };
}

type WorkerVariables = z.output<typeof workerVariables>;

function checkWorker(variables: WorkerVariables): string[] {
  const { ACS_CONNECTION_STRING: keys, ACS_SECONDARY_ACCESS_KEY: second, ACS_ENDPOINT: tokens } = variables;
  const mistakes = [];
  if (keys === undefined && tokens === undefined) {
    mistakes.push(
      `ACS_CONNECTION_STRING is missing: ${CONNECTION_STRING_SHAPE}. Or set ACS_ENDPOINT, to sign in with Entra ID`,
    );
  }
  if (keys !== undefined && tokens !== undefined) {
    mistakes.push('ACS_CONNECTION_STRING and ACS_ENDPOINT are both set: access keys and Entra ID exclude each other');
  }
  if (second !== undefined && tokens !== undefined)
    mistakes.push('ACS_SECONDARY_ACCESS_KEY belongs to ACS_CONNECTION_STRING: with Entra ID there is no key');
  if (second !== undefined && keys?.replace(/;$/, '').endsWith(`=${second}`))
    mistakes.push('ACS_SECONDARY_ACCESS_KEY is the key of ACS_CONNECTION_STRING: it must be the other one');
  return mistakes;
}

function acsAccount({
  ACS_CONNECTION_STRING: connectionString,
  ACS_SECONDARY_ACCESS_KEY: secondaryAccessKey,
  ACS_ENDPOINT: endpoint = '',
  AZURE_AUTHORITY_HOST: authorityHost,
}: WorkerVariables) {
  if (connectionString === undefined)
    return { endpoint, entraId: { ...(authorityHost !== undefined && { authorityHost }) } };
  return { connectionString, ...(secondaryAccessKey !== undefined && { secondaryAccessKey }) };
}

function checkServer(variables: z.output<typeof serverVariables>): string[] {
  const { DURABLE_CALLS_HTTP_TIMEOUT_MS: http, DURABLE_CALLS_START_TO_CLOSE_MS: close } = variables;
  return close > 2 * http
    ? []
    : [
        'DURABLE_CALLS_START_TO_CLOSE_MS must be greater than twice DURABLE_CALLS_HTTP_TIMEOUT_MS: an add may look first',
      ];
}

function read<T>(variables: z.ZodType<T>, env: Environment, check: (parsed: T) => string[] = () => []) {
  const given = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])));
  const result = variables.safeParse(given);
  const mistakes = result.success
    ? check(result.data)
    : result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  const temporal = readTemporal(given);
  if (typeof temporal === 'string') mistakes.push(temporal);
  if (mistakes.length > 0 || !result.success || typeof temporal === 'string') {
    throw new ConfigurationError(
      ['The configuration is wrong:', ...mistakes.map((mistake) => `  - ${mistake}`)].join('\n'),
    );
  }
  return { variables: result.data, temporal };
}

/** Temporal's own variables and profiles: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS…, TEMPORAL_PROFILE. */
function readTemporal(env: Record<string, string>) {
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: env });
    return { connectionOptions, namespace: namespace ?? 'default' };
  } catch (error) {
    return `the settings of Temporal (TEMPORAL_…) cannot be used: ${(error as Error).message}`;
  }
}

function readCodePairs(pairs: string): CodePair[] {
  return pairs.split(',').map((pair) => {
    const [code, subCode] = pair.split('/');
    return { ...(code !== '*' && { code: Number(code) }), ...(subCode !== '*' && { subCode: Number(subCode) }) };
  });
}
