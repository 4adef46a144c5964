import type { FastifyInstance } from 'fastify';
import type { Acs } from './acs.ts';
import { originOf } from '../origin.ts';

/** Microsoft docs, Secure webhook endpoint: where a receiver finds the keys that webhook tokens are signed with. */
export function acsKeys(app: FastifyInstance, acs: Acs): void {
  app.get('/calling/keys', () => acs.key.publicKeySet());
  app.get('/calling/.well-known/acsopenidconfiguration', (request) => ({
    issuer: acs.switches().tokenIssuer,
    jwks_uri: `${originOf(request)}/calling/keys`,
    id_token_signing_alg_values_supported: ['RS256'],
  }));
}
