import type { FastifyInstance } from 'fastify';
import { originOf } from '../origin.ts';
import type { Graph } from './graph.ts';
import { notificationIssuers } from './notification-keys.ts';

/** Where receivers find the keys of notifications. */
export function graphKeys(app: FastifyInstance, graph: Graph): void {
  app.get('/v1/.well-known/keys', () => graph.keys.publicKeySet());
  app.get('/v1/.well-known/OpenIdConfiguration', (request) => ({
    issuer: notificationIssuers[graph.switches().tokenIssuer],
    jwks_uri: `${originOf(request)}/v1/.well-known/keys`,
    id_token_signing_alg_values_supported: ['RS256'],
  }));
  app.get(graph.access.keysPath, () => graph.access.key.publicKeySet());
}
