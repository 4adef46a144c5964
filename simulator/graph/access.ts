import { decodeJwt } from 'jose';
import { Refusal } from '../answers.ts';
import type { Principal } from '../entra-routes.ts';
import type { SigningKey } from '../signing-key.ts';
import type { Incoming } from './incoming.ts';
import type { Switches } from './switches.ts';

/** An application, and the tenants that it may sign in to. */
export interface GraphApplication {
  appId: string;
  clientSecret: string;
  tenantIds: readonly string[];
}

/* Microsoft docs, National cloud deployments; and wherever the simulator itself is reached. */
const hosts = [
  'graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
  '127.0.0.1',
  'localhost',
];

const bearer = /^Bearer +(\S+)$/i;

/** Access tokens for Graph: the token endpoint gives them, every request carries one. */
export class Access implements Principal {
  readonly tenantIds: readonly string[];
  readonly clientId: string;
  readonly clientSecret: string;
  readonly keysPath = '/v1/.well-known/access-keys';
  readonly key: SigningKey;
  readonly #switches: () => Switches;
  readonly #now: () => number;

  constructor(application: GraphApplication, key: SigningKey, switches: () => Switches, now: () => number) {
    this.tenantIds = application.tenantIds;
    this.clientId = application.appId;
    this.clientSecret = application.clientSecret;
    this.key = key;
    this.#switches = switches;
    this.#now = now;
  }

  answers(tenantId: string): ReturnType<Principal['answers']> {
    const { tenantAnswers } = this.#switches();
    return (Object.hasOwn(tenantAnswers, tenantId) ? tenantAnswers[tenantId] : undefined) ?? 'token';
  }

  tokenSeconds(): number {
    return this.#switches().accessTokenSeconds;
  }

  resourceOf(scope: string): string | undefined {
    const resource = /^(https?:\/\/[^/]+)\/\.default$/.exec(scope)?.[1];
    return resource !== undefined && URL.canParse(resource) && hosts.includes(new URL(resource).hostname)
      ? resource
      : undefined;
  }

  token(tenantId: string, resource: string, seconds: number): Promise<string> {
    const claims = { iss: issuerOf(tenantId), aud: resource, appid: this.clientId, tid: tenantId };
    return this.key.sign(claims, Math.floor(this.#now() / 1000), seconds);
  }

  /** Learns the tenant of whoever asks. Throws a Refusal. */
  async check(incoming: Incoming): Promise<void> {
    const token = bearer.exec(incoming.authorization ?? '')?.[1];
    const tenantId = token === undefined ? undefined : await this.#tenantOf(token);
    if (tenantId === undefined || this.#switches().refuseAccessTokens)
      throw new Refusal(401, 'InvalidAuthenticationToken', 'The access token is missing, not valid or expired.');
    incoming.tenantId = tenantId;
  }

  async #tenantOf(token: string): Promise<string | undefined> {
    const { tid, aud } = claimsOf(token);
    if (typeof tid !== 'string' || typeof aud !== 'string') return undefined;
    if (this.resourceOf(`${aud}/.default`) === undefined) return undefined;
    const expected = { issuer: issuerOf(tid), audience: aud, nowMs: this.#now() };
    return (await this.key.signed(token, expected)) ? tid : undefined;
  }
}

function issuerOf(tenantId: string): string {
  return `https://sts.simulated.invalid/${tenantId}/`;
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    return decodeJwt(token);
  } catch {
    return {};
  }
}
