import fastify, { type FastifyBaseLogger } from 'fastify';
import { healthRoute } from '../http/health-route.ts';
import { metricsRoute } from '../http/metrics-route.ts';
import { readinessRoute } from '../http/readiness-route.ts';
import type { RuntimeMetrics } from './install-runtime.ts';
import type { WorkerReadiness } from './readiness.ts';

const REQUEST_TIMEOUT_MS = 10_000;

/** Where an operator asks a worker how it is. Nothing else is answered, and what it says names nobody. */
export function createProbes(logger: FastifyBaseLogger, readiness: WorkerReadiness, metrics: RuntimeMetrics) {
  const app = fastify({
    loggerInstance: logger.child({ listener: 'probes' }),
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
  });
  healthRoute(app);
  readinessRoute(app, () => readiness.whyNot());
  metricsRoute(app, () => metrics.read());
  return app;
}
