import type { FastifyInstance } from 'fastify';
import { Problem } from '../problem.ts';
import { Occupancy } from './occupancy.ts';

/** A delivery takes some 10 ms; a provider that is told to come again does. */
const DELIVERIES_AT_ONCE = 500;

/** Webhooks are known by nothing before their token is checked: all of them together are limited. */
export function limitDeliveries(app: Pick<FastifyInstance, 'addHook'>): void {
  const underWay = new Occupancy(DELIVERIES_AT_ONCE);
  app.addHook('onRequest', async (_request, reply) => {
    if (!underWay.enter('anybody'))
      throw new Problem('too-busy', 503, 'Too many deliveries are under way: deliver it again.');
    reply.raw.once('close', () => underWay.leave('anybody'));
  });
}
