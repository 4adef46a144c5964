import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_ID_HEADER } from './request-id.ts';

/**
 * What every answer says: under which id its request is found in the log; that it is to be kept nowhere, for what it says
 * of a call is true when it is given, and nobody else's business; and that it is no page.
 */
export function answerHeaders(requestId: string): Readonly<Record<string, string>> {
  return { [REQUEST_ID_HEADER]: requestId, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
}

export function addAnswerHeaders({ id }: Pick<FastifyRequest, 'id'>, reply: Pick<FastifyReply, 'headers'>): void {
  void reply.headers(answerHeaders(id));
}

export function answerWithHeaders(app: Pick<FastifyInstance, 'addHook'>): void {
  app.addHook('onRequest', async (request, reply) => addAnswerHeaders(request, reply));
}
