import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { hashOfApiKey, newApiKey } from '../../src/server/authentication/api-keys.ts';
import { exampleTenantId, ownGraphLifecycle } from '../support/graph-lifecycle.ts';

const onPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'schemathesis'))
  .find((file) => existsSync(file));
const program = process.env['DURABLE_CALLS_SCHEMATHESIS'] ?? onPath ?? '';
if (program === '') {
  process.stderr.write(
    'NOT TESTED: whether the API answers requests at random as its document says. Have schemathesis 4 on PATH (pip install schemathesis), or name it in DURABLE_CALLS_SCHEMATHESIS.\n',
  );
}
const withSchemathesis = program === '' ? describe.skip : describe;

const REQUESTS_PER_OPERATION = '150';
const TIMEOUT_MS = 1_200_000;
/** What an adoption is told for a tenant in which nobody knows our application, and most tenants at random are such. */
const REFUSED_BY_GRAPH = 502;
const CONFIGURATION = `[checks]
not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", ${REFUSED_BY_GRAPH}]
# Among them 431, for an address of more than 16 KiB.
negative_data_rejection.expected-statuses = ["4xx", "5xx"]

# It takes the schema of a stream for that of each event, for which OpenAPI 3.1 has no word.
[[operations]]
include-path-regex = "/events$"
checks.response_schema_conformance.enabled = false
`;
const atCall = (callId: string) => `
[parameters]
"path.callId" = "${callId}"
`;

/** The stream of a call goes on for as long as the call does. */
const NO_STREAMS = ['--exclude-path-regex', '/events$'];

/** Not asked: what no schema can say, and what is answered otherwise here. */
const NOT_CHECKED = [
  // A `notAfter` that has passed, or a cloud without media actions, is refused.
  'positive_data_acceptance',
  // A method that a path does not have is 404, as every path that does not exist.
  'unsupported_method',
].join(',');

interface Entry {
  readonly request: { readonly method: string; readonly url: string };
  readonly response: {
    readonly status: number;
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly content: { readonly text?: string };
  };
}

withSchemathesis('requests at random', () => {
  const key = newApiKey();
  const running = ownGraphLifecycle(
    { DURABLE_CALLS_API_KEYS: `tester:read+write:${hashOfApiKey(key)}` },
    exampleTenantId,
  );

  async function asked(atLeast: number, configuration: string, ...selection: string[]): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'schemathesis-'));
    try {
      const report = join(folder, 'report.har');
      const { code, output } = await run(running.stack.api, key, configuration, selection, report);
      const { log } = JSON.parse(await readFile(report, 'utf8')) as { log: { entries: Entry[] } };
      const statuses = log.entries.map(({ response }) => response.status);
      const document = await running.api.document();
      const breaches = log.entries
        .filter(({ request }) => document.describes(request.method, new URL(request.url).pathname))
        .flatMap((entry) => document.breaches(exchanged(entry)));

      process.stderr.write(`schemathesis: ${JSON.stringify(tally(statuses))}\n`);
      if (code !== 0) throw new Error(`schemathesis ended with ${String(code)}:\n${output}`);
      expect(statuses.length).toBeGreaterThanOrEqual(atLeast);
      expect(statuses.filter((status) => status >= 500 && status !== REFUSED_BY_GRAPH)).toEqual([]);
      expect(breaches).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  test('are answered as the document says, and never by 5xx', () => asked(2_000, CONFIGURATION), TIMEOUT_MS);

  test(
    'about a call that is ours are answered as the document says, and never by 5xx',
    async () => {
      const { graph, callbackUri } = running;
      const callId = await graph.createCall({ callbackUri, tenantId: exampleTenantId });
      await asked(500, CONFIGURATION + atCall(callId), '--include-path-regex', '^/v1/graph/', ...NO_STREAMS);
    },
    TIMEOUT_MS,
  );
});

async function run(
  api: string,
  key: string,
  configuration: string,
  selection: readonly string[],
  report: string,
): Promise<{ code: unknown; output: string }> {
  const cwd = dirname(report);
  const file = join(cwd, 'schemathesis.toml');
  await writeFile(file, configuration);
  const args = [
    '--config-file',
    file,
    'run',
    `${api}/openapi.json`,
    ...selection,
    '--header',
    `Authorization: Bearer ${key}`,
    '--seed',
    '1',
    '--max-examples',
    REQUESTS_PER_OPERATION,
  ];
  const reporting = [
    '--report',
    'har',
    '--report-har-path',
    report,
    '--exclude-checks',
    NOT_CHECKED,
    '--continue-on-failure',
  ];
  const started = spawn(program, [...args, ...reporting], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve, reject) => started.once('close', resolve).once('error', reject));
  const [out, errors, code] = await Promise.all([text(started.stdout), text(started.stderr), ended]);
  return { code, output: out + errors };
}

function exchanged({ request, response }: Entry) {
  const headers = new Map(response.headers.map(({ name, value }) => [name.toLowerCase(), value]));
  return {
    method: request.method,
    path: new URL(request.url).pathname,
    status: response.status,
    header: (name: string) => headers.get(name),
    body: bodyOf(response.content.text ?? '', headers.get('content-type') ?? ''),
  };
}

function bodyOf(content: string, type: string): unknown {
  return type.includes('json') ? JSON.parse(content) : content;
}

function tally(statuses: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
