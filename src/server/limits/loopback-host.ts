import type { FastifyInstance } from 'fastify';
import { Problem } from '../problem.ts';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Where nobody has to say who they are, a page in a browser of this machine could ask as well, under a name of its own
 * that leads here. It is refused by that name.
 */
export function refuseForeignHosts(app: Pick<FastifyInstance, 'addHook'>): void {
  app.addHook('onRequest', async ({ host, headers: { origin = `http://${host}` } }) => {
    if (!isLoopback(`http://${host}`) || !isLoopback(origin))
      throw new Problem(
        'foreign-host',
        403,
        'Without authentication only this machine is answered, under a loopback name.',
      );
  });
}

function isLoopback(origin: string): boolean {
  return URL.canParse(origin) && LOOPBACK_NAMES.has(new URL(origin).hostname);
}
