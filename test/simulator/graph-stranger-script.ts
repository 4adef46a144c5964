/*
 * The vendor's library signs in to a Graph that is named by environment and asks for a call, with nothing of ours.
 * Writes one line of JSON that says what it got.
 */
import { ClientSecretCredential } from '@azure/identity';

const { GRAPH_AUTHORITY = '', GRAPH_CALL = '', TENANT_ID = '', APP_ID = '', APP_SECRET = '' } = process.env;

async function session() {
  const credential = new ClientSecretCredential(TENANT_ID, APP_ID, APP_SECRET, {
    authorityHost: GRAPH_AUTHORITY,
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
  });
  const { token } = await credential.getToken(`${GRAPH_AUTHORITY}/.default`);
  const response = await fetch(GRAPH_AUTHORITY + GRAPH_CALL, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status };
}

session().then(
  (result) => process.stdout.write(`${JSON.stringify(result)}\n`),
  (error: Error) => process.stdout.write(`${JSON.stringify({ failed: error.name })}\n`),
);
