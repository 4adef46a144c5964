import { writeFile } from 'node:fs/promises';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { Acs, type AcsOptions } from './acs/acs.ts';
import { acsControl } from './acs/control.ts';
import { entraRoutes } from './acs/entra-routes.ts';
import { acsKeys } from './acs/keys.ts';
import { acsRoutes } from './acs/routes.ts';
import { makeTlsIdentity } from './certificate.ts';

export interface Simulator {
  url: string;
  /** Where it was asked for. */
  httpsUrl: string | undefined;
  close(): Promise<void>;
}

export interface SimulatorOptions extends AcsOptions {
  port: number;
  /** By TLS as well, with a certificate whose authority is written to the file. */
  https?: { port: number; caFile: string } | undefined;
}

const loopback = '127.0.0.1';

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const acs = await Acs.start(options);
  const app = await serving(acs);
  const url = await app.listen({ host: loopback, port: options.port });
  const secure = options.https && (await startTls(acs, options.https));
  return {
    url,
    httpsUrl: secure?.url,
    async close() {
      acs.holds.releaseAll();
      await Promise.all([app.close(), secure?.app.close()]);
      await acs.stop();
    },
  };
}

/** The file is there before anyone is told to use it. */
async function startTls(acs: Acs, { port, caFile }: { port: number; caFile: string }) {
  const { caCertificate, certificate, privateKey } = makeTlsIdentity();
  await writeFile(caFile, caCertificate).catch((error: Error) => {
    throw new UnusableCaFile(`The file ${caFile} cannot be written: ${error.message}.`);
  });
  const app = await serving(acs, { cert: certificate, key: privateKey });
  return { app, url: await app.listen({ host: loopback, port }) };
}

/** What a CA file that cannot be written is told with. */
export class UnusableCaFile extends Error {}

async function serving(acs: Acs, tls?: { cert: string; key: string }): Promise<FastifyInstance> {
  const options = {
    forceCloseConnections: true,
    // Raw ids are longer than the router's default of 100 characters once they are percent-encoded.
    routerOptions: { maxParamLength: 2000 },
    frameworkErrors: undecodablePath,
  };
  const app = tls ? (Fastify({ ...options, https: tls }) as unknown as FastifyInstance) : Fastify(options);
  const { entra } = acs;
  await register(app, (scope) => acsRoutes(scope, acs));
  await register(app, (scope) => acsKeys(scope, acs));
  if (entra) await register(app, (scope) => entraRoutes(scope, acs, entra));
  await register(app, (scope) => acsControl(scope, acs), '/_control');
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
