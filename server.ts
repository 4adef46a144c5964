import { pino } from 'pino';
import { ConfigurationError, readServerConfig } from './src/config.ts';
import { CannotStart, startServer } from './src/server/start-server.ts';

/** After this a server that is told to stop leaves what is still open. */
const STOP_TIMEOUT_MS = 15_000;

try {
  const config = readServerConfig();
  const logger = pino({ name: 'durable-calls-server', level: config.logLevel });
  const close = await startServer(config, logger);
  logger.info('the API has no authentication and listens on loopback only');
  logger.info({ api: config.api, webhooks: config.webhooks, publicUrl: config.publicUrl }, 'server started');

  const stop = (signal: NodeJS.Signals) => {
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    void close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  const clear = error instanceof ConfigurationError || error instanceof CannotStart;
  process.stderr.write(`${clear ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(1);
}
