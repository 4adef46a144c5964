import { Client, Connection, type ConnectionOptions } from '@temporalio/client';

/** By which Temporal is reached: a client of yours, or the way to a server. */
export type TemporalAccess =
  | {
      /** Stays yours to close. */
      readonly client: Client;
    }
  | {
      /** Connected to with the first call: `address`, `tls`, `apiKey` and the like, and the namespace (`default`). */
      readonly temporal: ConnectionOptions & { readonly namespace?: string };
    };

/** @returns the client, and what closes the connection that was opened for it */
export function clientFor(access: TemporalAccess): { readonly client: Client; readonly close: () => Promise<void> } {
  if ('client' in access) return { client: access.client, close: () => Promise.resolve() };
  const { namespace = 'default', ...options } = access.temporal;
  const connection = Connection.lazy(options);
  return { client: new Client({ connection, namespace }), close: () => connection.close() };
}
