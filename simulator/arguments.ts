import { parseArgs } from 'node:util';
import { isAccessKey } from './acs/access-keys.ts';
import type { EntraClient } from './acs/entra.ts';
import type { GraphApplication } from './graph/access.ts';

export interface Arguments {
  port: number;
  accessKeys: string[];
  resourceId: string;
  stateFile: string | undefined;
  https: { port: number; caFile: string } | undefined;
  entra: EntraClient | undefined;
  graph: GraphApplication | undefined;
}

/** One clear sentence for whoever started the simulator. */
export class BadArguments extends Error {}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function readArguments(argv: string[]): Arguments | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  const port = portOf('--port', values.port ?? '0');
  const accessKeys = values['access-key'] ?? [];
  if (accessKeys.length === 0)
    throw new BadArguments('--access-key is required: the base64 key that clients sign with.');
  for (const key of accessKeys) {
    if (!isAccessKey(key)) throw new BadArguments('--access-key must be base64.');
  }
  const resourceId = values['resource-id'];
  if (resourceId === undefined)
    throw new BadArguments('--resource-id is required: a GUID, the audience of webhook tokens.');
  if (!guid.test(resourceId)) throw new BadArguments(`--resource-id must be a GUID, not "${resourceId}".`);
  const stateFile = values['state-file'];
  if (stateFile === '') throw new BadArguments('--state-file must name a file.');
  return {
    port,
    accessKeys,
    resourceId,
    stateFile,
    https: httpsOf(values),
    entra: entraOf(values),
    graph: graphOf(values),
  };
}

function portOf(name: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new BadArguments(`${name} must be a whole number from 0 to 65535, not "${text}".`);
}

type Values = ReturnType<typeof parse>;

function httpsOf({ 'https-port': port, 'ca-file': caFile }: Values): Arguments['https'] {
  if (port === undefined && caFile === undefined) return undefined;
  if (port === undefined || !caFile) throw new BadArguments('--https-port and --ca-file belong together.');
  return { port: portOf('--https-port', port), caFile };
}

function entraOf(values: Values): EntraClient | undefined {
  const { 'tenant-id': tenantId, 'client-id': clientId, 'client-secret': clientSecret } = values;
  if (tenantId === undefined && clientId === undefined && clientSecret === undefined) return undefined;
  if (!tenantId || !clientId || !clientSecret)
    throw new BadArguments('--tenant-id, --client-id and --client-secret belong together.');
  if (!guid.test(tenantId)) throw new BadArguments(`--tenant-id must be a GUID, not "${tenantId}".`);
  return { tenantId, clientId, clientSecret };
}

function graphOf(values: Values): GraphApplication | undefined {
  const { 'graph-app-id': appId, 'graph-client-secret': clientSecret, 'graph-tenant-id': tenantIds } = values;
  if (appId === undefined && clientSecret === undefined && tenantIds === undefined) return undefined;
  if (!appId || !clientSecret || !tenantIds)
    throw new BadArguments('--graph-app-id, --graph-client-secret and --graph-tenant-id belong together.');
  if (!guid.test(appId)) throw new BadArguments(`--graph-app-id must be a GUID, not "${appId}".`);
  const bad = tenantIds.find((tenantId) => !guid.test(tenantId));
  if (bad !== undefined) throw new BadArguments(`--graph-tenant-id must be a GUID, not "${bad}".`);
  return { appId, clientSecret, tenantIds: tenantIds.map((tenantId) => tenantId.toLowerCase()) };
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        port: { type: 'string' },
        'access-key': { type: 'string', multiple: true },
        'resource-id': { type: 'string' },
        'state-file': { type: 'string' },
        'https-port': { type: 'string' },
        'ca-file': { type: 'string' },
        'tenant-id': { type: 'string' },
        'client-id': { type: 'string' },
        'client-secret': { type: 'string' },
        'graph-app-id': { type: 'string' },
        'graph-client-secret': { type: 'string' },
        'graph-tenant-id': { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new BadArguments(`${(error as Error).message.split('. ')[0]}. Try --help.`);
  }
}
