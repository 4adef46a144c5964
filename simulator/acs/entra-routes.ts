import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Acs } from './acs.ts';
import { resource, type Entra } from './entra.ts';
import { originOf } from './origin.ts';

/** What @azure/identity wants of an authority: its metadata, and tokens for client credentials. */
export function entraRoutes(app: FastifyInstance, acs: Acs, entra: Entra): void {
  const { tenantId, clientId, clientSecret } = entra.client;

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(body as string)),
  );

  /* Microsoft identity platform, OpenID Connect metadata document. */
  app.get(`/${tenantId}/v2.0/.well-known/openid-configuration`, (request) => {
    const authority = `${originOf(request)}/${tenantId}`;
    return {
      issuer: `${authority}/v2.0`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
      jwks_uri: `${originOf(request)}/calling/keys`,
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      response_types_supported: ['code'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  });

  /* Microsoft identity platform, OAuth 2.0 client credentials flow, "First case: Access token request with a shared secret". */
  app.post(`/${tenantId}/oauth2/v2.0/token`, async (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const refuse = (status: number, error: string, number: number, description: string) =>
      reply.code(status).send({
        error,
        error_description: `AADSTS${number}: ${description}`,
        error_codes: [number],
        timestamp: new Date().toISOString(),
        trace_id: randomUUID(),
        correlation_id: randomUUID(),
      });
    const { entraAnswers, entraTokenSeconds } = acs.switches();
    if (entraAnswers === 'unavailable')
      return refuse(503, 'temporarily_unavailable', 90_033, 'A transient error has occurred.');
    if (form.get('grant_type') !== 'client_credentials')
      return refuse(400, 'unsupported_grant_type', 70_003, 'The grant type is not supported.');
    if (!form.get('scope')?.split(' ').includes(`${resource}/.default`))
      return refuse(400, 'invalid_scope', 70_011, 'The scope is not valid.');
    const known = form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
    if (!known || entraAnswers === 'refused')
      return refuse(401, 'invalid_client', 7_000_215, 'Invalid client secret provided.');
    return reply.header('cache-control', 'no-store').send({
      token_type: 'Bearer',
      expires_in: entraTokenSeconds,
      ext_expires_in: entraTokenSeconds,
      access_token: await entra.token(entraTokenSeconds),
    });
  });
}
