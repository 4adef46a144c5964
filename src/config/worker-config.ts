import { z } from 'zod';
import { acsAccountOf, acsAccountVariables, mistakesInAcsAccount } from './acs-account.ts';
import { graphAccountOf, graphAccountVariables, mistakesInGraphAccount } from './graph-account.ts';
import { readEnvironment, sharedVariables, type Environment } from './read-environment.ts';
import { milliseconds, port, text } from './values.ts';

const workerVariables = z.object({
  ...sharedVariables,
  ...acsAccountVariables,
  ...graphAccountVariables,
  DURABLE_CALLS_MAX_CACHED_WORKFLOWS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0)
    .optional(),
  DURABLE_CALLS_STICKY_TIMEOUT_MS: milliseconds.optional(),
  DURABLE_CALLS_WORKFLOW_BUNDLE: text.optional(),
  DURABLE_CALLS_WORKER_HOST: text.default('127.0.0.1'),
  DURABLE_CALLS_WORKER_PORT: port.default(8084),
  DURABLE_CALLS_SHUTDOWN_GRACE_MS: milliseconds.default(20_000),
});

/** @throws ConfigurationError with every mistake at once */
export function readWorkerConfig(env: Environment = process.env) {
  const { variables, temporal } = readEnvironment(workerVariables, env, (parsed) => [
    ...mistakesInAcsAccount(parsed),
    ...mistakesInGraphAccount(parsed),
  ]);
  return {
    temporal,
    taskQueue: variables.DURABLE_CALLS_TASK_QUEUE,
    logLevel: variables.DURABLE_CALLS_LOG_LEVEL,
    http: { host: variables.DURABLE_CALLS_WORKER_HOST, port: variables.DURABLE_CALLS_WORKER_PORT },
    acs: acsAccountOf(variables),
    graph: graphAccountOf(variables),
    workflowBundle: variables.DURABLE_CALLS_WORKFLOW_BUNDLE,
    maxCachedWorkflows: variables.DURABLE_CALLS_MAX_CACHED_WORKFLOWS,
    stickyTimeoutMs: variables.DURABLE_CALLS_STICKY_TIMEOUT_MS,
    shutdownGraceMs: variables.DURABLE_CALLS_SHUTDOWN_GRACE_MS,
  };
}
