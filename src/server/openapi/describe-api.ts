import swagger, { type SwaggerTransformObject } from '@fastify/swagger';
import type { Listener } from '../listener.ts';
import { NO_CONTENT } from './answers.ts';
import { describeRoute, withComponents } from './describe-route.ts';
import { showDocument } from './docs-page.ts';
import { openApi } from './service-docs.ts';

const about = {
  openapi: '3.1.0',
  info: {
    title: 'durable-calls',
    version: '1',
    description: [
      'Operations on live phone calls that each end with a known outcome.',
      'Everything that is accepted goes on by itself: look at it, cancel it, and repeat any request that was not answered.',
      'Times are ISO 8601, failures are problems of RFC 9457.',
    ].join(' '),
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/' }],
  tags: [
    { name: 'ACS calls', description: 'Calls on Azure Communication Services.' },
    { name: 'Graph calls', description: 'The media of calls of Microsoft Graph.' },
    { name: 'Operations', description: 'What was started on any call.' },
    { name: 'Service', description: 'The server itself.' },
  ],
  components: {
    securitySchemes: {
      bearer: {
        type: 'http' as const,
        scheme: 'bearer',
        description: [
          'A JWT of the configured issuer, or an API key.',
          'Scopes: `operations:read` looks at operations and calls, `operations:write` starts, adopts and cancels.',
          'A server without credentials takes everybody who reaches its loopback address.',
        ].join(' '),
      },
    },
  },
};

/** Tells of every route that is added afterwards, and shows it at `/openapi.json` and `/docs`. */
export async function describeApi(app: Listener): Promise<void> {
  await app.register(swagger, { openapi: about, transform: describeRoute, transformObject: finished });
  await showDocument(app);
  app.get(
    '/openapi.json',
    { logLevel: 'warn', config: { scope: 'none' }, schema: openApi },
    () => app.swagger() as { openapi: string },
  );
}

interface Described {
  'x-optional-body'?: true;
  requestBody?: { required: boolean; content: Record<string, { schema?: object }> };
  responses: Record<string, { content?: Record<string, object> }>;
}

const finished: SwaggerTransformObject = (given) => {
  const document = withComponents(given) as {
    paths: Record<string, Record<string, Described>>;
    components: { schemas: Record<string, object> };
  };
  // Each is written down twice, as what is taken and as what is answered; those with a name are answers.
  const schemas = Object.entries(document.components.schemas).filter(([name]) => !name.endsWith('Input'));
  document.components.schemas = Object.fromEntries(schemas);
  // A body is said to be required wherever there is a schema of one.
  for (const described of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    if (described['x-optional-body'] && described.requestBody) makeOptional(described.requestBody);
    delete described['x-optional-body'];
    for (const answer of Object.values(described.responses))
      if (answer.content && NO_CONTENT in answer.content) delete answer.content;
  }
  return document;
};

/** `null` is no body to us, as it is to the framework. */
function makeOptional(body: NonNullable<Described['requestBody']>): void {
  body.required = false;
  for (const media of Object.values(body.content)) media.schema = { anyOf: [media.schema, { type: 'null' }] };
}
