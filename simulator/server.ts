import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { Acs, type AcsOptions } from './acs/acs.ts';
import { acsControl } from './acs/control.ts';
import { acsKeys } from './acs/keys.ts';
import { acsRoutes } from './acs/routes.ts';
import { tlsIdentityFor } from './tls-identity.ts';
import { entraRoutes } from './entra-routes.ts';
import type { GraphApplication } from './graph/access.ts';
import { graphControl } from './graph/control.ts';
import { Graph } from './graph/graph.ts';
import { graphKeys } from './graph/keys.ts';
import { graphRoutes } from './graph/routes.ts';

export interface Simulator {
  url: string;
  /** Where it was asked for. */
  httpsUrl: string | undefined;
  close(): Promise<void>;
}

export interface SimulatorOptions extends AcsOptions {
  port: number;
  /** Where it is given, Graph is simulated as well. */
  graph?: GraphApplication | undefined;
  /** By TLS as well, with a certificate whose authority is written to the file. */
  https?: { port: number; caFile: string } | undefined;
}

const loopback = '127.0.0.1';

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const providers = await startProviders(options);
  const app = await serving(providers);
  const url = await app.listen({ host: loopback, port: options.port });
  const secure = options.https && (await startTls(providers, options.https));
  return {
    url,
    httpsUrl: secure?.url,
    async close() {
      const { acs, graph } = providers;
      acs.holds.releaseAll();
      graph?.holds.releaseAll();
      await Promise.all([app.close(), secure?.app.close()]);
      await Promise.all([acs.stop(), graph?.stop()]);
    },
  };
}

interface Providers {
  acs: Acs;
  graph: Graph | undefined;
}

/** Each keeps its state in a file of its own. */
async function startProviders(options: SimulatorOptions): Promise<Providers> {
  const { graph, stateFile } = options;
  const own = stateFile === undefined ? {} : { stateFile: `${stateFile}.graph` };
  return { acs: await Acs.start(options), graph: graph && (await Graph.start({ ...graph, ...own })) };
}

async function startTls(providers: Providers, { port, caFile }: { port: number; caFile: string }) {
  const { certificate, privateKey } = await tlsIdentityFor(caFile);
  const app = await serving(providers, { cert: certificate, key: privateKey });
  return { app, url: await app.listen({ host: loopback, port }) };
}

async function serving({ acs, graph }: Providers, tls?: { cert: string; key: string }): Promise<FastifyInstance> {
  const options = {
    forceCloseConnections: true,
    // Raw ids are longer than the router's default of 100 characters once they are percent-encoded.
    routerOptions: { maxParamLength: 2000 },
    frameworkErrors: undecodablePath,
  };
  const app = tls ? (Fastify({ ...options, https: tls }) as unknown as FastifyInstance) : Fastify(options);
  const principals = [acs.entra, graph?.access].filter((principal) => principal !== undefined);
  await register(app, (scope) => acsRoutes(scope, acs));
  await register(app, (scope) => acsKeys(scope, acs));
  if (principals.length > 0) await register(app, (scope) => entraRoutes(scope, principals));
  await register(app, (scope) => acsControl(scope, acs), '/_control');
  if (graph) {
    await register(app, (scope) => graphRoutes(scope, graph));
    await register(app, (scope) => graphKeys(scope, graph));
    await register(app, (scope) => graphControl(scope, graph), '/_control/graph');
  }
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ error: { code: '404', message: `There is nothing at ${request.method} ${request.url.split('?')[0]}.` } }),
  );
  return app;
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
