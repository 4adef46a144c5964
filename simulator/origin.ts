import type { FastifyRequest } from 'fastify';

/** As the client reached us: scheme and host. */
export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.headers.host ?? ''}`;
}
