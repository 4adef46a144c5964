/*
 * The gateway with tokens of Entra ID, in a process that trusts the authority of the simulator. One line of JSON per request.
 * ASKS: with which credentials, one after the other; where `entraRefuses` stands, Entra ID gives out no token from then on.
 */
import { SimulatorControl } from '../../simulator/control-client.ts';
import { createAcsGateway } from '../../src/providers/acs/gateway.ts';
import { look } from './acs-requests.ts';

const { ACS_ENDPOINT: endpoint = '', AZURE_AUTHORITY_HOST: authorityHost = '', CALL_ID = '' } = process.env;
const { ASKS = 'primary,secondary', CONTROL = '' } = process.env;

async function ask(): Promise<void> {
  const gateway = createAcsGateway({ endpoint, entraId: { authorityHost } });
  const request = { ...look, callConnectionId: CALL_ID, httpTimeoutMs: 10_000 };
  for (const step of ASKS.split(',') as ('primary' | 'secondary' | 'entraRefuses')[]) {
    if (step === 'entraRefuses') {
      await new SimulatorControl(CONTROL).setSwitches({ entraAnswers: 'refused' });
      continue;
    }
    const credential = step;
    const attempt = { number: 1, signal: new AbortController().signal };
    process.stdout.write(`${JSON.stringify(await gateway.getCall({ ...request, credential }, attempt))}\n`);
  }
}

void ask();
