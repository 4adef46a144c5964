import { collectDefaultMetrics, Registry } from 'prom-client';
import { PROBE, type Description, type Routes } from './routes.ts';

/** What Prometheus scrapes, in its text format. */
export function metricsRoute(app: Routes, read: () => Promise<string>, schema: Description = {}): void {
  app.get('/metrics', { ...PROBE, schema }, async (_, reply) => {
    const text = await read();
    return reply.type(Registry.PROMETHEUS_CONTENT_TYPE).send(text);
  });
}

/** A registry of its own that has the metrics of the process: memory, CPU, event loop. */
export function processMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
