import type { FastifyInstance } from 'fastify';

/** Aborted when a listener begins to close: whoever is held is then told what there is. */
export function whenClosing(app: Pick<FastifyInstance, 'addHook'>): AbortSignal {
  const closing = new AbortController();
  app.addHook('preClose', (done) => {
    closing.abort();
    done();
  });
  return closing.signal;
}
