import type { FastifyInstance } from 'fastify';
import { controlPlane } from '../control-plane.ts';
import { Fields } from '../json-fields.ts';
import { readTokenWishes, tokenWishNames } from '../token-wishes.ts';
import { graphControlCalls } from './control-calls.ts';
import type { Graph } from './graph.ts';
import { ledgerView } from './ledger-view.ts';
import { eventTypes, operationOf, operations } from './names.ts';
import { changedSwitches, initialSwitches } from './switches.ts';

export function graphControl(app: FastifyInstance, graph: Graph): void {
  const { keys, options } = graph;
  controlPlane(app, graph, {
    names: { operations, eventTypes, operationOf, callName: 'callId' },
    initialSwitches,
    changedSwitches,
    ledgerView: () => ledgerView(graph),
  });

  app.post('/token', async (request) => {
    const known = [...tokenWishNames, 'tenantId', 'withoutTenant', 'unknownKid'];
    const fields = Fields.of(request.body ?? {}, '').onlyKnown(known);
    const tenantId = fields.optionalBoolean('withoutTenant') ? null : fields.optionalString('tenantId');
    const unknownKid = fields.optionalBoolean('unknownKid');
    const wishes = { ...readTokenWishes(fields), tenantId, unknownKid };
    return { token: await graph.notificationToken(options.tenantIds[0] ?? '', wishes) };
  });

  app.post('/rotate-key', async (request) => {
    const fields = Fields.of(request.body ?? {}, '').onlyKnown(['keepOld']);
    const kid = await keys.rotate(fields.optionalBoolean('keepOld') ?? false);
    graph.changed();
    return { kid };
  });

  graphControlCalls(app, graph);
}
