import type { FastifyInstance, FastifySchema } from 'fastify';

/** Where routes are added, of whatever listener. */
export type Routes = Pick<FastifyInstance, 'get'>;

/** What a listener that describes its routes says of one. */
export type Description = FastifySchema;

/** Asked all the time, and by everybody. */
export const PROBE = { logLevel: 'warn', config: { scope: 'none' } } as const;
