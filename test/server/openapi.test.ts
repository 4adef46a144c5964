import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';
import { pino } from 'pino';
import { httpMarkdown, type HttpDocument } from '../../scripts/http/http-markdown.ts';
import { unservedApi } from '../../scripts/http/unserved-api.ts';
import { createListener } from '../../src/server/listener.ts';
import { describeApi } from '../../src/server/openapi/describe-api.ts';
import { health } from '../../src/server/openapi/service-docs.ts';
import { ApiDocument, type MediaType, type OpenApiDocument } from '../support/api-document.ts';

let api: Awaited<ReturnType<typeof unservedApi>>;
let told: ApiDocument;

beforeAll(async () => {
  api = await unservedApi();
  const { body } = await api.inject({ method: 'GET', url: '/openapi.json' });
  told = new ApiDocument(JSON.parse(body) as OpenApiDocument);
});

afterAll(() => api.close());

/** `GET /healthz` and so on, from the tree that Fastify prints. */
function registeredRoutes(): string[] {
  const parents: string[] = [];
  return api
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part = '', methods = ''] = /^([│ ]*)[├└]── (\S*)(?: \((.*)\))?$/.exec(line) ?? [];
      parents[indent.length / 4] = part;
      const url = parents.slice(0, indent.length / 4 + 1).join('');
      return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${url}`);
    });
}

test('docs/http.md is what npm run docs:http writes', () => {
  const written = httpMarkdown(api.swagger() as unknown as HttpDocument, 'npm run docs:http');

  expect(readFileSync(path.join(process.cwd(), 'docs/http.md'), 'utf8')).toBe(written);
});

describe('the document of the API', () => {
  test('has every route of the server but the page that shows it, and nothing else', () => {
    const registered = registeredRoutes().filter((route) => !/^HEAD | \/docs/.test(route));
    const described = told.operations().map(({ method, path: url }) => `${method.toUpperCase()} ${url}`);

    expect(registered.length).toBeGreaterThan(8);
    expect(described.toSorted()).toEqual(registered.map((route) => route.replaceAll(/:(\w+)/g, '{$1}')).toSorted());
  });

  test('says of each route what it is for, under an id of its own and a tag that is told', () => {
    const operations = told.operations().map(({ described }) => described);
    const tags = new Set(told.document.tags.map(({ name }) => name));

    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { operationId, summary, description, tags: own } of operations) {
      expect([operationId, summary.length > 5, description.length > 5]).toEqual([operationId, true, true]);
      expect(own.filter((tag) => !tags.has(tag))).toEqual([]);
      expect(own).toHaveLength(1);
    }
  });

  test('tells each parameter of a path', () => {
    for (const { path: url, described } of told.operations()) {
      const inPath = (described.parameters ?? []).filter((one) => one.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(url.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required)).toBe(true);
    }
  });

  test('has schemas of JSON Schema 2020-12 only, and each reference in it leads somewhere', () => {
    const ajv = new Ajv({ strict: false });
    const schemas = [
      ...Object.values(told.document.components.schemas),
      ...mediaTypes().map(({ media }) => media.schema),
    ];
    expect(schemas.filter((schema) => ajv.validateSchema(schema) !== true)).toEqual([]);

    const references = [...JSON.stringify(told.document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target);
    const targets = new Set(
      Object.keys(told.document.components.schemas).map((name) => `#/components/schemas/${name}`),
    );
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((target) => !targets.has(String(target)))).toEqual([]);
    expect([...targets].filter((target) => !references.includes(target))).toEqual([]);
  });

  test('has examples of every body and every answer, and each is valid', () => {
    const without = mediaTypes().filter(
      ({ pointer, values }) => values.length === 0 && !pointer.includes('/openapi.json'),
    );
    expect(without.map(({ pointer }) => pointer)).toEqual([]);
    const breaches = mediaTypes().flatMap(({ pointer, values }) =>
      values.flatMap((value) => told.breachesOfSchema([...pointer, 'schema'], value)),
    );
    expect(breaches).toEqual([]);
  });

  test('has an example of every type of problem that the server knows', () => {
    const [, union = ''] = /export type ProblemType =([^]*?);/.exec(
      readFileSync(path.join(process.cwd(), 'src/server/problem.ts'), 'utf8'),
    ) ?? [''];
    const types = [...union.matchAll(/'([\w-]+)'/g)].map(([, type]) => `https://durable-calls.dev/problems/${type}`);
    const { properties, examples } = told.document.components.schemas['Problem'] as {
      properties: { type: { enum: string[] } };
      examples: { type: string }[];
    };

    expect(types.length).toBeGreaterThan(20);
    expect(properties.type.enum.toSorted()).toEqual(types.toSorted());
    expect(examples.map(({ type }) => type).toSorted()).toEqual(types.toSorted());
    expect(examples.flatMap((example) => told.breachesOfSchema(['components', 'schemas', 'Problem'], example))).toEqual(
      [],
    );
  });

  test('tells of a route that asks for a scope what a caller is told who has none', async () => {
    const listener = createListener(pino({ enabled: false }));
    await describeApi(listener);
    listener.get('/open', { schema: health }, () => ({ status: 'ok' as const }));
    listener.get('/closed', { config: { scope: 'operations:read' }, schema: health }, () => ({
      status: 'ok' as const,
    }));
    await listener.ready();
    const { paths } = listener.swagger() as unknown as OpenApiDocument;
    await listener.close();

    expect(paths['/open']?.['get']?.security).toBeUndefined();
    expect(Object.keys(paths['/open']?.['get']?.responses ?? {})).toEqual(['200', '408', '431', '500']);
    expect(paths['/closed']?.['get']).toMatchObject({
      security: [{ bearer: ['operations:read'] }],
      responses: {
        401: { headers: { 'www-authenticate': {} } },
        403: { content: { 'application/problem+json': {} } },
        429: { headers: { 'retry-after': {} } },
      },
    });
    expect(told.document.components.securitySchemes['bearer']).toMatchObject({ type: 'http', scheme: 'bearer' });
  });
});

function mediaTypes(): { pointer: string[]; media: MediaType; values: unknown[] }[] {
  return told
    .operations()
    .flatMap(({ path: url, method, described: { requestBody, responses } }) => [
      ...contents(['paths', url, method, 'requestBody'], requestBody?.content ?? {}),
      ...Object.entries(responses).flatMap(([status, { content = {} }]) =>
        contents(['paths', url, method, 'responses', status], content),
      ),
    ]);
}

function contents(at: readonly string[], content: Readonly<Record<string, MediaType>>) {
  return Object.entries(content).map(([type, media]) => ({
    pointer: [...at, 'content', type],
    media,
    values: [
      ...(media.example === undefined ? [] : [media.example]),
      ...Object.values(media.examples ?? {}).map(({ value }) => value),
    ],
  }));
}
