import { z } from 'zod';
import type { CodePair } from '../contract/add-participant.ts';
import {
  DEFAULT_CANCELLED_CODES,
  DEFAULT_MEDIA_WAITS,
  DEFAULT_NOT_AFTER_MS,
  DEFAULT_WAITS,
  DEFAULT_WORKFLOW_TASK_TIMEOUT_MS,
  LONGEST_ALIVE_MS,
  LONGEST_KEEP_ALIVE_MS,
} from '../contract/defaults.ts';
import { GUID } from '../contract/guid.ts';
import { credentialsOf, credentialVariables, mistakesInCredentials } from './credentials.ts';
import { graphWebhookOf, graphWebhookVariables, mistakesInGraphWebhook } from './graph-webhook.ts';
import { readEnvironment, sharedVariables, type Environment } from './read-environment.ts';
import { count, millisecondsUpTo, plainUrl, port, required, safeUrl, text, url } from './values.ts';

const WHERE_THE_RESOURCE_ID_IS =
  'It is in the JSON view of the resource in the Azure portal, and in `az communication show --query immutableResourceId`';

const ONE_MINUTE_MS = 60_000;
const ONE_DAY_MS = 86_400_000;
/** Nothing may be repeated for longer: what the provider documents for its Repeatability pairs. */
const LONGEST_PAIR_WINDOW_MS = 300_000;

const serverVariables = z.object({
  ...sharedVariables,
  ...graphWebhookVariables,
  ...credentialVariables,
  DURABLE_CALLS_API_PORT: port.default(8080),
  DURABLE_CALLS_REQUESTS_PER_MINUTE: count.default(60_000),
  DURABLE_CALLS_REQUESTS_AT_ONCE: count.default(2_000),
  DURABLE_CALLS_WEBHOOK_HOST: text.default('127.0.0.1'),
  DURABLE_CALLS_WEBHOOK_PORT: port.default(8081),
  DURABLE_CALLS_PUBLIC_URL: plainUrl.optional(),
  ACS_RESOURCE_ID: required(`the immutable resource id of the ACS resource, a GUID. ${WHERE_THE_RESOURCE_ID_IS}`)
    .trim()
    .toLowerCase()
    .regex(GUID, `must be a GUID, the immutable resource id. ${WHERE_THE_RESOURCE_ID_IS}`),
  ACS_WEBHOOK_ISSUER: url.default('https://acscallautomation.communication.azure.com'),
  ACS_WEBHOOK_JWKS_URL: safeUrl.default('https://acscallautomation.communication.azure.com/calling/keys'),
  DURABLE_CALLS_DRAIN_DELAY_MS: z.coerce
    .number('must be a number of milliseconds')
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .max(ONE_MINUTE_MS, `must be at most ${ONE_MINUTE_MS}`)
    .default(0),
  DURABLE_CALLS_NOT_AFTER_MS: millisecondsUpTo(ONE_DAY_MS).default(DEFAULT_NOT_AFTER_MS),
  DURABLE_CALLS_WORKFLOW_TASK_TIMEOUT_MS: millisecondsUpTo(ONE_MINUTE_MS).default(DEFAULT_WORKFLOW_TASK_TIMEOUT_MS),
  DURABLE_CALLS_HTTP_TIMEOUT_MS: millisecondsUpTo(ONE_MINUTE_MS).default(DEFAULT_WAITS.httpTimeoutMs),
  DURABLE_CALLS_START_TO_CLOSE_MS: millisecondsUpTo(3 * ONE_MINUTE_MS).default(DEFAULT_WAITS.startToCloseMs),
  DURABLE_CALLS_HEARTBEAT_MS: millisecondsUpTo(ONE_MINUTE_MS).default(DEFAULT_WAITS.heartbeatMs),
  DURABLE_CALLS_PAIR_WINDOW_MS: millisecondsUpTo(LONGEST_PAIR_WINDOW_MS).default(DEFAULT_WAITS.pairWindowMs),
  DURABLE_CALLS_GRACE_MS: millisecondsUpTo(ONE_MINUTE_MS).default(DEFAULT_WAITS.graceMs),
  DURABLE_CALLS_BACK_OFF_MS: millisecondsUpTo(ONE_MINUTE_MS).default(DEFAULT_WAITS.backOffMs),
  DURABLE_CALLS_LAST_DEADLINE_MS: millisecondsUpTo(ONE_DAY_MS).default(DEFAULT_WAITS.lastDeadlineMs),
  DURABLE_CALLS_LOOK_MS: millisecondsUpTo(10 * ONE_MINUTE_MS).default(DEFAULT_MEDIA_WAITS.lookMs),
  DURABLE_CALLS_AUDIO_MS: millisecondsUpTo(ONE_MINUTE_MS).default(DEFAULT_MEDIA_WAITS.audioMs),
  DURABLE_CALLS_CANCEL_NOTICES_MS: millisecondsUpTo(10 * ONE_MINUTE_MS).default(DEFAULT_MEDIA_WAITS.cancelNoticesMs),
  DURABLE_CALLS_FENCE_MS: millisecondsUpTo(10 * ONE_MINUTE_MS).default(DEFAULT_MEDIA_WAITS.fenceMs),
  DURABLE_CALLS_TONE_GAP_MS: millisecondsUpTo(ONE_MINUTE_MS).default(DEFAULT_MEDIA_WAITS.toneGapMs),
  DURABLE_CALLS_KEEP_ALIVE_MS: millisecondsUpTo(LONGEST_KEEP_ALIVE_MS).default(DEFAULT_MEDIA_WAITS.keepAliveMs),
  DURABLE_CALLS_ALIVE_MS: millisecondsUpTo(LONGEST_ALIVE_MS).default(DEFAULT_MEDIA_WAITS.aliveMs),
  DURABLE_CALLS_CANCELLED_CODES: z
    .string()
    .regex(/^(\d+|\*)\/(\d+|\*)(,(\d+|\*)\/(\d+|\*))*$/, 'must be code/subCode pairs, such as 487/0,*/8542')
    .refine((pairs) => !pairs.split(',').includes('*/*'), 'must not have */*: then every failure would be a cancel')
    .transform(readCodePairs)
    .default([...DEFAULT_CANCELLED_CODES]),
});

/** @throws ConfigurationError with every mistake at once */
export function readServerConfig(env: Environment = process.env) {
  const { variables, temporal } = readEnvironment(serverVariables, env, (parsed) => [
    ...mistakesInWaits(parsed),
    ...mistakesInCredentials(parsed),
    ...mistakesInGraphWebhook(parsed),
  ]);
  return {
    temporal,
    taskQueue: variables.DURABLE_CALLS_TASK_QUEUE,
    logLevel: variables.DURABLE_CALLS_LOG_LEVEL,
    api: { host: variables.DURABLE_CALLS_API_HOST, port: variables.DURABLE_CALLS_API_PORT },
    webhooks: { host: variables.DURABLE_CALLS_WEBHOOK_HOST, port: variables.DURABLE_CALLS_WEBHOOK_PORT },
    credentials: credentialsOf(variables),
    limits: {
      requestsPerMinute: variables.DURABLE_CALLS_REQUESTS_PER_MINUTE,
      requestsAtOnce: variables.DURABLE_CALLS_REQUESTS_AT_ONCE,
    },
    publicUrl: variables.DURABLE_CALLS_PUBLIC_URL ?? `http://127.0.0.1:${variables.DURABLE_CALLS_WEBHOOK_PORT}`,
    acsWebhook: {
      audience: variables.ACS_RESOURCE_ID,
      issuer: variables.ACS_WEBHOOK_ISSUER,
      jwksUrl: variables.ACS_WEBHOOK_JWKS_URL,
    },
    graphWebhook: graphWebhookOf(variables),
    drainDelayMs: variables.DURABLE_CALLS_DRAIN_DELAY_MS,
    notAfterMs: variables.DURABLE_CALLS_NOT_AFTER_MS,
    workflowTaskTimeoutMs: variables.DURABLE_CALLS_WORKFLOW_TASK_TIMEOUT_MS,
    waits: {
      httpTimeoutMs: variables.DURABLE_CALLS_HTTP_TIMEOUT_MS,
      startToCloseMs: variables.DURABLE_CALLS_START_TO_CLOSE_MS,
      heartbeatMs: variables.DURABLE_CALLS_HEARTBEAT_MS,
      pairWindowMs: variables.DURABLE_CALLS_PAIR_WINDOW_MS,
      graceMs: variables.DURABLE_CALLS_GRACE_MS,
      backOffMs: variables.DURABLE_CALLS_BACK_OFF_MS,
      lastDeadlineMs: variables.DURABLE_CALLS_LAST_DEADLINE_MS,
    },
    mediaWaits: {
      httpTimeoutMs: variables.DURABLE_CALLS_HTTP_TIMEOUT_MS,
      startToCloseMs: variables.DURABLE_CALLS_START_TO_CLOSE_MS,
      heartbeatMs: variables.DURABLE_CALLS_HEARTBEAT_MS,
      backOffMs: variables.DURABLE_CALLS_BACK_OFF_MS,
      lookMs: variables.DURABLE_CALLS_LOOK_MS,
      audioMs: variables.DURABLE_CALLS_AUDIO_MS,
      cancelNoticesMs: variables.DURABLE_CALLS_CANCEL_NOTICES_MS,
      fenceMs: variables.DURABLE_CALLS_FENCE_MS,
      toneGapMs: variables.DURABLE_CALLS_TONE_GAP_MS,
      keepAliveMs: variables.DURABLE_CALLS_KEEP_ALIVE_MS,
      aliveMs: variables.DURABLE_CALLS_ALIVE_MS,
    },
    cancelledCodes: variables.DURABLE_CALLS_CANCELLED_CODES,
  };
}

function mistakesInWaits(variables: z.output<typeof serverVariables>): string[] {
  const { DURABLE_CALLS_HTTP_TIMEOUT_MS: http, DURABLE_CALLS_START_TO_CLOSE_MS: close } = variables;
  return close > 2 * http
    ? []
    : [
        'DURABLE_CALLS_START_TO_CLOSE_MS must be greater than twice DURABLE_CALLS_HTTP_TIMEOUT_MS: a token may have to be waited for first',
      ];
}

function readCodePairs(pairs: string): CodePair[] {
  return pairs.split(',').map((pair) => {
    const [code, subCode] = pair.split('/');
    return { ...(code !== '*' && { code: Number(code) }), ...(subCode !== '*' && { subCode: Number(subCode) }) };
  });
}
