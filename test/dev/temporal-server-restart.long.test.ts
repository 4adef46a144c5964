import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { freePort } from '../../dev/free-port.ts';
import { findTemporalServer, type FoundTemporalServer } from '../../dev/temporal-server/find-temporal-server.ts';
import { startTemporalServer } from '../../dev/temporal-server/run-temporal-server.ts';
import type { SearchAttributeType } from '../../dev/temporal-server/search-attributes.ts';
import { temporaryFolder } from './stand-in-executables.ts';

const KEYWORD = 2;
const MINUTE_MS = 60_000;

let found: FoundTemporalServer;
let dbFilename: string;

beforeAll(async () => {
  found = await findTemporalServer({
    projectDir: process.cwd(),
    env: process.env,
    addressVariable: 'DURABLE_CALLS_TEST_TEMPORAL_ADDRESS',
    say: (line) => process.stderr.write(`${line}\n`),
  });
  dbFilename = join(await temporaryFolder(), 'temporal.sqlite');
}, 20 * MINUTE_MS);

test(
  'a Temporal server starts again on its database file, also with search attributes that the file lacks',
  async () => {
    if (found.kind === 'address') return;
    expect(await attributesAfterStart({ CallId: 'Keyword' })).toEqual({ CallId: KEYWORD });
    expect(await attributesAfterStart({ CallId: 'Keyword' })).toEqual({ CallId: KEYWORD });
    expect(await attributesAfterStart({ CallId: 'Keyword', Tenant: 'Keyword' })).toEqual({
      CallId: KEYWORD,
      Tenant: KEYWORD,
    });
    await expect(attributesAfterStart({ CallId: 'Int' })).rejects.toThrow(
      'The search attribute CallId of this Temporal server is of type Keyword; Int is needed.',
    );
  },
  3 * MINUTE_MS,
);

async function attributesAfterStart(searchAttributes: Record<string, SearchAttributeType>) {
  const executable = found.kind === 'executable' ? found.path : '';
  const port = await freePort();
  const server = await startTemporalServer({
    projectDir: process.cwd(),
    executable,
    env: process.env,
    port,
    dbFilename,
    searchAttributes,
  });
  try {
    const connection = await Connection.connect({ address: server.address });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    await connection.close();
    return { ...customAttributes };
  } finally {
    await server.stop();
  }
}
