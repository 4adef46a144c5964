import type { Listener } from './listener.ts';

/** The process lives and answers; says nothing of Temporal. */
export function healthRoute(app: Listener): void {
  app.get('/healthz', { logLevel: 'warn' }, () => ({ status: 'ok' }));
}
