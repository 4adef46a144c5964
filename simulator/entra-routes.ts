import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { originOf } from './origin.ts';

/** A service principal that may sign in, and what its tokens are for. */
export interface Principal {
  tenantIds: readonly string[];
  clientId: string;
  clientSecret: string;
  /** Where the keys are that its tokens are signed with. */
  keysPath: string;
  answers(tenantId: string): 'token' | 'refused' | 'unavailable' | 'tenantNotFound';
  tokenSeconds(): number;
  /** The resource that a scope asks for; undefined: there is none. */
  resourceOf(scope: string): string | undefined;
  token(tenantId: string, resource: string, seconds: number): Promise<string>;
}

interface Found {
  principal: Principal;
  /** As the principal writes it. */
  tenantId: string;
  fit: number;
}

/** What @azure/identity wants of an authority: its metadata, and tokens for client credentials. */
export function entraRoutes(app: FastifyInstance, principals: readonly Principal[]): void {
  const find = (tenantId: string, form?: URLSearchParams): Found | undefined => {
    const found = principals.flatMap((principal) => {
      const own = principal.tenantIds.find((id) => id.toLowerCase() === tenantId.toLowerCase());
      return own === undefined ? [] : [{ principal, tenantId: own, fit: form ? fitOf(principal, form) : 0 }];
    });
    return found.toSorted((one, other) => other.fit - one.fit)[0];
  };

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(body as string)),
  );

  /* Microsoft identity platform, OpenID Connect metadata document. */
  app.get('/:tenantId/v2.0/.well-known/openid-configuration', (request, reply) => {
    const { tenantId } = request.params as { tenantId: string };
    const principal = find(tenantId)?.principal;
    if (!principal) return tenantNotFound(reply, tenantId);
    const authority = `${originOf(request)}/${tenantId}`;
    return {
      issuer: `${authority}/v2.0`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
      jwks_uri: `${originOf(request)}${principal.keysPath}`,
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      response_types_supported: ['code'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  });

  /* Microsoft identity platform, OAuth 2.0 client credentials flow, "First case: Access token request with a shared secret". */
  app.post('/:tenantId/oauth2/v2.0/token', async (request, reply) => {
    const { tenantId } = request.params as { tenantId: string };
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const found = find(tenantId, form);
    const answers = found?.principal.answers(found.tenantId);
    if (!found || answers === 'tenantNotFound') return tenantNotFound(reply, tenantId);
    if (answers === 'unavailable')
      return refuse(reply, 503, 'temporarily_unavailable', 90_033, 'A transient error has occurred.');
    const { principal } = found;
    if (form.get('grant_type') !== 'client_credentials')
      return refuse(reply, 400, 'unsupported_grant_type', 70_003, 'The grant type is not supported.');
    const resource = resourceIn(principal, form);
    if (resource === undefined) return refuse(reply, 400, 'invalid_scope', 70_011, 'The scope is not valid.');
    const known = form.get('client_id') === principal.clientId && form.get('client_secret') === principal.clientSecret;
    if (!known || answers === 'refused')
      return refuse(reply, 401, 'invalid_client', 7_000_215, 'Invalid client secret provided.');
    const seconds = principal.tokenSeconds();
    return reply.header('cache-control', 'no-store').send({
      token_type: 'Bearer',
      expires_in: seconds,
      ext_expires_in: seconds,
      access_token: await principal.token(found.tenantId, resource, seconds),
    });
  });
}

/** Several may share a tenant: meant is the one whose id and scope are named. */
function fitOf(principal: Principal, form: URLSearchParams): number {
  const named = form.get('client_id') === principal.clientId;
  return Number(named) + Number(resourceIn(principal, form) !== undefined);
}

function resourceIn(principal: Principal, form: URLSearchParams): string | undefined {
  const scopes = form.get('scope')?.split(' ') ?? [];
  return scopes.map((scope) => principal.resourceOf(scope)).find((resource) => resource !== undefined);
}

/* Microsoft identity platform, error codes: what a tenant of another cloud is told as well. */
function tenantNotFound(reply: FastifyReply, tenantId: string): FastifyReply {
  return refuse(
    reply,
    400,
    'invalid_request',
    90_002,
    `Tenant '${tenantId}' not found. Check that the cloud is right.`,
  );
}

function refuse(reply: FastifyReply, status: number, error: string, number: number, description: string): FastifyReply {
  return reply.code(status).send({
    error,
    error_description: `AADSTS${number}: ${description}`,
    error_codes: [number],
    timestamp: new Date().toISOString(),
    trace_id: randomUUID(),
    correlation_id: randomUUID(),
  });
}
