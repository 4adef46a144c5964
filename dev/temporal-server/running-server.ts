import { whyUnreachable } from '../tcp-connect.ts';
import { NamedButBroken, type Source } from './source.ts';

const DEFAULT_PORT = 7233;

/** The server whose address the environment names. */
export const runningServer: Source = async ({ env, addressVariable }) => {
  const named = env[addressVariable];
  if (!named) return { reason: `${addressVariable} is not set` };

  const target = parseAddress(named);
  if (target === undefined) {
    throw new NamedButBroken(`${addressVariable} is "${named}", which is no host:port, such as 127.0.0.1:7233.`);
  }
  const reason = await whyUnreachable(target.host, target.port, 3000);
  if (reason !== undefined) {
    throw new NamedButBroken(
      `${addressVariable} names ${named}, but no Temporal server can be reached there: ${reason}. ` +
        `Start that server, correct the address, or unset ${addressVariable}.`,
    );
  }
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  return { found: { kind: 'address', address: `${host}:${target.port}` }, origin: `named by ${addressVariable}` };
};

function parseAddress(text: string): { host: string; port: number } | undefined {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([^\s:/[\]]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const number = port === undefined ? DEFAULT_PORT : Number(port);
  return host === undefined || number < 1 || number > 65_535 ? undefined : { host, port: number };
}
