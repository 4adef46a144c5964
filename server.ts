import { pino } from 'pino';
import { ConfigurationError, readServerConfig } from './src/config/index.ts';
import { CannotStart, startServer } from './src/server/start-server.ts';

/** After this a server that has stopped accepting leaves what is still open. */
const STOP_TIMEOUT_MS = 15_000;

try {
  const config = readServerConfig();
  const logger = pino({ name: 'durable-calls-server', level: config.logLevel });
  const close = await startServer(config, logger);
  const { credentials } = config;
  if (credentials === undefined) logger.warn('the API has no authentication, and listens on loopback only');
  else
    logger.info(
      { apiKeys: credentials.apiKeys.map(({ name }) => name), issuer: credentials.accessTokens?.issuer },
      'who may use the API',
    );
  logger.info({ api: config.api, webhooks: config.webhooks, publicUrl: config.publicUrl }, 'server started');

  const stop = (signal: NodeJS.Signals) => {
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('stopped, and left what was still under way');
      process.exit(1);
    }, config.drainDelayMs + STOP_TIMEOUT_MS).unref();
    void close().then(() => {
      logger.info('stopped');
      process.exit(0);
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  const clear = error instanceof ConfigurationError || error instanceof CannotStart;
  process.stderr.write(`${clear ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(1);
}
