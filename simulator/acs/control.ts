import type { FastifyInstance } from 'fastify';
import { controlPlane } from '../control-plane.ts';
import { BadField, Fields } from '../json-fields.ts';
import { readTokenWishes, tokenWishNames } from '../token-wishes.ts';
import { isAccessKey } from './access-keys.ts';
import type { Acs } from './acs.ts';
import { eventTypes, operationOf } from './cloud-events.ts';
import { acsControlPeople } from './control-people.ts';
import { ledgerView } from './ledger-view.ts';
import { operations } from './ledger.ts';
import { changedSwitches, initialSwitches } from './switches.ts';

export function acsControl(app: FastifyInstance, acs: Acs): void {
  controlPlane(app, acs, {
    names: { operations, eventTypes, operationOf, callName: 'callConnectionId' },
    initialSwitches,
    changedSwitches,
    ledgerView: () => ledgerView(acs),
  });

  app.post('/token', async (request) => {
    const fields = Fields.of(request.body ?? {}, '').onlyKnown(tokenWishNames);
    return { token: await acs.webhookToken(readTokenWishes(fields)) };
  });

  app.post('/rotate', (request) => {
    const fields = Fields.of(request.body, '').onlyKnown(['position', 'accessKey']);
    const accessKey = fields.optionalString('accessKey');
    if (accessKey !== undefined && !isAccessKey(accessKey)) throw new BadField('accessKey must be base64.');
    return { accessKey: acs.accessKeys.rotate(fields.integer('position', 0, 100), accessKey) };
  });

  acsControlPeople(app, acs);
}
