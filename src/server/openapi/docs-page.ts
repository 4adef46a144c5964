import swaggerUi from '@fastify/swagger-ui';
import type { Listener } from '../listener.ts';

/** Everything comes from this server, nothing is written into the page, and nobody frames it. */
const CONTENT_SECURITY_POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** A page for people, at `/docs`. */
export async function showDocument(app: Listener): Promise<void> {
  await app.register(async (page) => {
    page.addHook('onRoute', (route) => {
      route.config = { ...route.config, scope: 'none' };
    });
    await page.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: CONTENT_SECURITY_POLICY,
      theme: { title: 'durable-calls' },
      uiConfig: { deepLinking: true, tryItOutEnabled: true },
      logLevel: 'warn',
    });
  });
}
