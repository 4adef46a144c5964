/* The gateway with tokens of Entra ID, in a process that trusts the authority of the simulator. One line of JSON per request. */
import { createAcsGateway } from '../../src/providers/acs/gateway.ts';
import { look } from './acs-requests.ts';

const { ACS_ENDPOINT: endpoint = '', AZURE_AUTHORITY_HOST: authorityHost = '', CALL_ID = '' } = process.env;

async function ask(): Promise<void> {
  const gateway = createAcsGateway({ endpoint, entraId: { authorityHost } });
  const request = { ...look, callConnectionId: CALL_ID, httpTimeoutMs: 10_000 };
  for (const credential of ['primary', 'secondary'] as const) {
    const attempt = { number: 1, signal: new AbortController().signal };
    process.stdout.write(`${JSON.stringify(await gateway.getCall({ ...request, credential }, attempt))}\n`);
  }
}

void ask();
