/* The gateway to Graph as a worker has it, in a process that trusts what its environment says. Asked and answering by messages. */
import { readWorkerConfig } from '../../src/config/index.ts';
import type { GraphRequest } from '../../src/contract/graph-activities.ts';
import { createGraphGateway } from '../../src/providers/graph/gateway.ts';
import type { GraphQuestion } from './graph-stage.ts';

const gateway = createGraphGateway(readWorkerConfig().graph);

process.on('message', ({ id, operation, request, number }: GraphQuestion) => {
  const ask = gateway[operation] as (request: GraphRequest, attempt: object) => Promise<unknown>;
  void ask
    .call(gateway, request, { number, signal: new AbortController().signal })
    .then((attempted) => process.send?.({ id, attempted }));
});
