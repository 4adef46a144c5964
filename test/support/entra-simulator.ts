import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatorControl } from '../../simulator/control-client.ts';
import { startSimulator } from '../../simulator/server.ts';

const ACCESS_KEY = Buffer.from('an access key beside the tokens').toString('base64');
export const CLIENT_SECRET = 'secret-of-the-service-principal';
const TENANT = '5b1f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d22';

/** A simulator over TLS with a service principal that may sign in, and the environment of whoever does. */
export class EntraSimulator {
  readonly control: SimulatorControl;
  readonly httpsUrl: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #close: () => Promise<void>;

  private constructor(control: SimulatorControl, httpsUrl: string, caFile: string, close: () => Promise<void>) {
    this.control = control;
    this.httpsUrl = httpsUrl;
    this.env = {
      ACS_ENDPOINT: httpsUrl,
      NODE_EXTRA_CA_CERTS: caFile,
      AZURE_AUTHORITY_HOST: httpsUrl,
      AZURE_TENANT_ID: TENANT,
      AZURE_CLIENT_ID: 'service-principal',
      AZURE_CLIENT_SECRET: CLIENT_SECRET,
      AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential',
    };
    this.#close = close;
  }

  static async start(): Promise<EntraSimulator> {
    const folder = await mkdtemp(join(tmpdir(), 'entra-simulator-'));
    const caFile = join(folder, 'ca.pem');
    const simulator = await startSimulator({
      port: 0,
      accessKeys: [ACCESS_KEY],
      resourceId: '5b1f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d11',
      https: { port: 0, caFile },
      entra: { tenantId: TENANT, clientId: 'service-principal', clientSecret: CLIENT_SECRET },
    });
    const control = new SimulatorControl(simulator.url, ACCESS_KEY);
    return new EntraSimulator(control, simulator.httpsUrl ?? '', caFile, async () => {
      await simulator.close();
      await rm(folder, { recursive: true });
    });
  }

  /** As the official libraries ask for it, over http. */
  async token(changes: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.control.baseUrl}/${TENANT}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'service-principal',
        client_secret: CLIENT_SECRET,
        scope: 'https://communication.azure.com//.default',
        ...changes,
      }),
    });
  }

  close(): Promise<void> {
    return this.#close();
  }
}
