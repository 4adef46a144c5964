import { PROBE, type Description, type Routes } from './routes.ts';

/** The process lives and answers; says nothing of Temporal. */
export function healthRoute(app: Routes, schema: Description = {}): void {
  app.get('/healthz', { ...PROBE, schema }, () => ({ status: 'ok' }));
}
