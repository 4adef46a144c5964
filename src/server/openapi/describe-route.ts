import type { SwaggerTransform } from '@fastify/swagger';
import type { RouteOptions } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { withAdmission, type Answered } from './answers.ts';

type Config = NonNullable<Parameters<typeof createJsonSchemaTransform>[0]['zodToJsonConfig']>;

const zodToJsonConfig: Config = {
  override: ({ zodSchema: { _zod: schema }, jsonSchema }) => {
    // What we answer may get more members some day; what we take may not have others.
    if (schema.def.type === 'object' && !('catchall' in schema.def && schema.def.catchall !== undefined))
      delete jsonSchema.additionalProperties;
    // Says what the format says.
    if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    delete jsonSchema.readOnly;
  },
};

const toJsonSchema = createJsonSchemaTransform({ zodToJsonConfig });
export const withComponents = createJsonSchemaTransformObject({ zodToJsonConfig });

const REQUEST_ID = {
  type: 'string',
  description:
    'Under which the request is found in the log: the caller’s own, of 1 to 64 letters, digits, `_`, `.` and `-`, or else a new one.',
};

/** Of each route: what its schemas and its texts say, and what follows from the scope that it asks for. */
export const describeRoute: SwaggerTransform = (given) => {
  if (given.schema === undefined || given.schema.hide === true) return { ...given, schema: { hide: true } };
  const scope = scopeOf(given.route);
  const own = given.schema.response as Record<string, Answered>;
  const response = scope === undefined ? own : withAdmission(own);
  const { schema, url } = toJsonSchema({ ...given, schema: { ...given.schema, response } });
  const { headers } = schema as { headers?: { properties?: object } };
  return {
    url,
    schema: {
      ...schema,
      headers: { type: 'object', ...headers, properties: { ...headers?.properties, 'x-request-id': REQUEST_ID } },
      response: completed(response, schema.response as Record<string, Answered>),
      ...(scope !== undefined && { security: [{ bearer: [scope] }] }),
      ...(mayHaveNoBody(given.schema.body) && { 'x-optional-body': true }),
    },
  };
};

/** The transform keeps the schemas of an answer only. */
function completed(told: Record<string, Answered>, transformed: Record<string, Answered>): Record<string, Answered> {
  return Object.fromEntries(
    Object.entries(transformed).map(([status, answer]) => [
      status,
      {
        ...answer,
        headers: { 'x-request-id': REQUEST_ID, ...told[status]?.headers },
        content: Object.fromEntries(
          Object.entries(answer.content).map(([type, media]) => [
            type,
            { ...media, examples: told[status]?.content[type]?.examples ?? {} },
          ]),
        ),
      },
    ]),
  );
}

/** What a route asks of its callers, where it asks for something. */
function scopeOf({ config }: RouteOptions): string | undefined {
  const { scope } = { scope: undefined, ...config } as { scope: unknown };
  return typeof scope === 'string' && scope !== 'none' ? scope : undefined;
}

function mayHaveNoBody(body: unknown): boolean {
  return body instanceof z.ZodType && body.safeParse(null).success;
}
