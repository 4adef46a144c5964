import { parseArgs } from 'node:util';
import { hashOfApiKey, newApiKey } from '../src/server/authentication/api-keys.ts';

/* npm run api-key -- --name billing --scopes read+write: makes a key, and the entry by which a server knows it. */

const USAGE = `npm run api-key -- --name NAME [--scopes read|write|read+write]

NAME     who gets the key: letters, digits, and _ . - (at most 64)
--scopes what it is good for; read+write where nothing is said
`;

const { values } = parseArgs({
  options: { name: { type: 'string' }, scopes: { type: 'string', default: 'read+write' } },
});
const { name = '', scopes } = values;

if (!/^[\w.-]{1,64}$/.test(name) || !/^(read|write|read\+write)$/.test(scopes)) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  const key = newApiKey();
  process.stdout.write(`The key, for ${name}; it is kept nowhere, and shown this once:

  ${key}

The entry, for DURABLE_CALLS_API_KEYS of the server (entries are separated by commas):

  ${name}:${scopes}:${hashOfApiKey(key)}
`);
}
