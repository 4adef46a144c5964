import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { Acs, type AcsOptions } from './acs/acs.ts';
import { acsControl } from './acs/control.ts';
import { acsKeys } from './acs/keys.ts';
import { acsRoutes } from './acs/routes.ts';

export interface Simulator {
  url: string;
  close(): Promise<void>;
}

const loopback = '127.0.0.1';

export async function startSimulator(options: AcsOptions & { port: number }): Promise<Simulator> {
  const acs = await Acs.start(options);
  const app = Fastify({
    forceCloseConnections: true,
    // Raw ids are longer than the router's default of 100 characters once they are percent-encoded.
    routerOptions: { maxParamLength: 2000 },
    frameworkErrors: undecodablePath,
  });
  await register(app, (scope) => acsRoutes(scope, acs));
  await register(app, (scope) => acsKeys(scope, acs));
  await register(app, (scope) => acsControl(scope, acs), '/_control');
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ error: { code: '404', message: `There is nothing at ${request.method} ${request.url.split('?')[0]}.` } }),
  );
  const url = await app.listen({ host: loopback, port: options.port });
  return {
    url,
    async close() {
      acs.holds.releaseAll();
      await app.close();
      await acs.stop();
    },
  };
}

/** It reaches no route, and so no error handler. */
function undecodablePath(error: FastifyError, _request: unknown, reply: FastifyReply): void {
  const status = error.statusCode ?? 500;
  void reply.code(status).send({ error: { code: String(status), message: error.message } });
}

async function register(app: FastifyInstance, routes: (scope: FastifyInstance) => void, prefix = ''): Promise<void> {
  await app.register(
    (scope, _options, done) => {
      routes(scope);
      done();
    },
    { prefix },
  );
}
