import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { ConfigurationError, readWorkerConfig } from './src/config/index.ts';
import { CannotStart, runWorker } from './src/worker/run-worker.ts';

/** From `worker.ts` it is the source, from `dist/worker.js` what the build made of it. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const paths = {
  bundle: fileURLToPath(new URL('./workflow-bundle.js', import.meta.url)),
  source: fileURLToPath(new URL(`./src/workflows/index.${extension}`, import.meta.url)),
};

try {
  const config = readWorkerConfig();
  await runWorker(config, paths, pino({ name: 'durable-calls-worker', level: config.logLevel }));
} catch (error) {
  const clear = error instanceof ConfigurationError || error instanceof CannotStart;
  process.stderr.write(`${clear ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(1);
}
