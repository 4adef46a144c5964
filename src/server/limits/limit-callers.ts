import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';
import { Occupancy } from './occupancy.ts';

/** Of one caller, and of one process: several servers let through as much as all of theirs together. */
export interface CallerLimits {
  readonly requestsPerMinute: number;
  /** Those that wait and those that stream are under way as long as they last. */
  readonly requestsAtOnce: number;
}

const ONE_MINUTE_MS = 60_000;
const RETRY_AFTER_SECONDS = 1;

/** Has to come after the callers are known, and before there are routes. */
export async function limitCallers(
  app: Pick<FastifyInstance, 'register' | 'addHook'>,
  { requestsPerMinute, requestsAtOnce }: CallerLimits,
): Promise<void> {
  const underWay = new Occupancy(requestsAtOnce);
  app.addHook('onRequest', async (request, reply) => {
    if (isForEverybody(request)) return;
    const { caller } = request;
    if (!underWay.enter(caller.id)) {
      void reply.header('retry-after', RETRY_AFTER_SECONDS);
      throw new Problem('too-many-requests', 429, `The caller has ${requestsAtOnce} requests under way.`);
    }
    reply.raw.once('close', () => underWay.leave(caller.id));
  });
  await app.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: ONE_MINUTE_MS,
    allowList: isForEverybody,
    keyGenerator: ({ caller }) => caller.id,
    errorResponseBuilder: (_request, { ttl }) => tooOften(requestsPerMinute, ttl),
  });
}

/** Whoever asks whether the process lives is always told, whatever others ask. */
function isForEverybody({ routeOptions }: Pick<FastifyRequest, 'routeOptions'>): boolean {
  return (routeOptions.config.scope ?? 'none') === 'none';
}

function tooOften(most: number, ttlMs: number): Problem {
  const seconds = Math.ceil(ttlMs / 1_000);
  return new Problem(
    'too-many-requests',
    429,
    `The caller has made ${most} requests within a minute; ask again in ${seconds} s.`,
  );
}
