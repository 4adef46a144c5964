import { parseArgs } from 'node:util';

export interface Arguments {
  port: number;
  accessKeys: string[];
  resourceId: string;
  stateFile: string | undefined;
}

/** One clear sentence for whoever started the simulator. */
export class BadArguments extends Error {}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function readArguments(argv: string[]): Arguments | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  const port = Number(values.port ?? 0);
  if (!/^\d{1,5}$/.test(values.port ?? '0') || port > 65_535) {
    throw new BadArguments(`--port must be a whole number from 0 to 65535, not "${values.port}".`);
  }
  const accessKeys = values['access-key'] ?? [];
  if (accessKeys.length === 0)
    throw new BadArguments('--access-key is required: the base64 key that clients sign with.');
  for (const key of accessKeys) {
    const canonical = Buffer.from(key, 'base64').toString('base64');
    if (key === '' || canonical !== key) throw new BadArguments('--access-key must be base64.');
  }
  const resourceId = values['resource-id'];
  if (resourceId === undefined)
    throw new BadArguments('--resource-id is required: a GUID, the audience of webhook tokens.');
  if (!guid.test(resourceId)) throw new BadArguments(`--resource-id must be a GUID, not "${resourceId}".`);
  const stateFile = values['state-file'];
  if (stateFile === '') throw new BadArguments('--state-file must name a file.');
  return { port, accessKeys, resourceId, stateFile };
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
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new BadArguments(`${(error as Error).message.split('. ')[0]}. Try --help.`);
  }
}
