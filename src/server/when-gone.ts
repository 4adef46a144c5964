import type { FastifyReply } from 'fastify';

/** Aborted when nobody waits for the answer any more. */
export function whenGone({ raw }: Pick<FastifyReply, 'raw'>): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  return gone.signal;
}
