import type { FastifyInstance, FastifyReply, RouteOptions } from 'fastify';
import { KeySetUnavailable, NotVerified } from '../../providers/verify-token.ts';
import { Problem } from '../problem.ts';
import type { Caller, Scope } from './caller.ts';
import type { Identify } from './identify.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller needs for this route; every route of the API says it. */
    scope?: Scope | 'none';
  }
  interface FastifyRequest {
    /** Who asks; on routes that need no scope nobody in particular. */
    caller: Caller;
  }
}

const CHALLENGE = 'Bearer realm="durable-calls"';

/** Lets nobody through who may not do what a route does. A listener with a route that does not say what it needs does not start. */
export function admitCallers(app: Pick<FastifyInstance, 'addHook' | 'decorateRequest'>, identify: Identify): void {
  app.decorateRequest('caller');
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => void routes.push(route));
  app.addHook('onReady', async () => {
    const silent = routes.find(({ config }) => config?.scope === undefined);
    if (silent) throw new Error(`${String(silent.method)} ${silent.url} does not say which scope it needs`);
  });
  app.addHook('onRequest', async (request, reply) => {
    const { scope = 'none' } = request.routeOptions.config;
    request.caller = scope === 'none' ? NOBODY : await identified(identify, request.headers.authorization, reply);
    if (scope === 'none' || request.caller.scopes.has(scope)) return;
    void reply.header('www-authenticate', `${CHALLENGE}, error="insufficient_scope", scope="${scope}"`);
    throw new Problem('insufficient-scope', 403, `The caller may not do this: it needs the scope ${scope}.`);
  });
}

const NOBODY: Caller = { id: 'nobody', scopes: new Set() };

/** @throws Problem 401 for somebody who is not known, 503 where the keys cannot be had */
async function identified(
  identify: Identify,
  authorization: string | undefined,
  reply: Pick<FastifyReply, 'header'>,
): Promise<Caller> {
  try {
    return await identify(authorization);
  } catch (error) {
    if (error instanceof KeySetUnavailable) throw new Problem('key-set-unavailable', 503, error.message);
    if (!(error instanceof NotVerified)) throw error;
    const why = authorization === undefined ? '' : ', error="invalid_token"';
    void reply.header('www-authenticate', CHALLENGE + why);
    throw new Problem('not-authenticated', 401, error.message);
  }
}
