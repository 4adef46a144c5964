import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { CallOperations } from '../../src/client/index.ts';
import { createApi } from '../../src/server/index.ts';
import { ServerMetrics } from '../../src/server/metrics.ts';
import { ServerReadiness } from '../../src/server/readiness.ts';

/** The API, which listens nowhere and reaches no Temporal: for what it tells of itself. */
export async function unservedApi() {
  const client = new Client({ connection: Connection.lazy() });
  const api = await createApi(pino({ enabled: false }), {
    operations: new CallOperations({ client, callbackUri: '' }),
    limits: { requestsPerMinute: 1_000, requestsAtOnce: 1_000 },
    readiness: new ServerReadiness(client),
    metrics: new ServerMetrics(),
  });
  api.addHook('onClose', () => client.connection.close());
  await api.ready();
  return api;
}
