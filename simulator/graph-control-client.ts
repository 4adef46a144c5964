import * as plane from './control-plane-client.ts';
import type { GraphLedgerView } from './graph/ledger-view.ts';
import type { CallState, CompanionType, EventType, OperationName, Tone } from './graph/names.ts';
import type { NotificationTokenWishes } from './graph/notification-keys.ts';
import type { Switches } from './graph/switches.ts';
import type { Audio } from './graph/world.ts';

interface OfOneCall {
  callId?: string | undefined;
}
type GraphFaultWish = plane.FaultWish<OperationName> & OfOneCall;
type GraphWebhookRuleWish = plane.WebhookRuleWish<EventType> & OfOneCall;
type GraphSwitchChanges = { [Name in keyof Switches]?: ChangeOf<Switches[Name]> };
type ChangeOf<T> = T extends unknown[]
  ? T
  : T extends Record<string, infer Value>
    ? { [key: string]: Value | null }
    : T;

interface GraphVocabulary {
  switches: Switches;
  switchChanges: GraphSwitchChanges;
  operation: OperationName;
  eventType: EventType;
  fault: GraphFaultWish;
  webhookRule: GraphWebhookRuleWish;
  held: plane.Held & { callId: string | null };
  ledger: GraphLedgerView;
}

export interface Application {
  appId: string;
  clientSecret: string;
  /** Of those that may be signed in to, the one that `request` takes. */
  tenantId: string;
}

export interface RequestChanges {
  tenantId?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Speaks to the control plane of the simulated Graph; `request` speaks to the provider, with a token of the application. */
export class GraphSimulatorControl extends plane.ControlPlaneClient<GraphVocabulary> {
  readonly #application: Application | undefined;

  constructor(baseUrl: string, application?: Application) {
    super(baseUrl, '/_control/graph');
    this.#application = application;
  }

  /** A call that somebody else made: established, with its audio active, unless it is to be otherwise. */
  async createCall(call: {
    callbackUri: string;
    tenantId: string;
    state?: CallState;
    audio?: Audio;
    silent?: boolean;
  }): Promise<string> {
    return (await this.control<{ callId: string }>('POST', '/calls', call)).callId;
  }

  /** As if the provider had changed it; told again where nothing changes, and not at all when silent. */
  async setCallState(callId: string, changes: { state?: CallState; audio?: Audio; silent?: boolean }): Promise<void> {
    await this.control('POST', `/calls/${callId}/state`, changes);
  }

  /** Where establishAfterMs is null, or the call was created as establishing. */
  async establish(callId: string): Promise<void> {
    await this.control('POST', `/calls/${callId}/establish`);
  }

  /** The next sequence number, or an own one from which it goes on. Told where somebody has subscribed. */
  async pressTone(callId: string, tone: Tone, own: { sequenceId?: number } = {}): Promise<void> {
    await this.control('POST', `/calls/${callId}/tone`, { tone, ...own });
  }

  /** What runs is over: by the id of the operation or of its call. Rejects when nothing of that id runs. */
  async finish(
    id: string,
    ending: {
      how?: 'completed' | 'failed' | 'cancelled';
      code?: number;
      subcode?: number;
      message?: string;
      completionReason?: string;
    } = {},
  ): Promise<void> {
    await this.control('POST', '/finish', { id, ...ending });
  }

  async hangUp(callId: string, result: { code?: number; subcode?: number; message?: string } = {}): Promise<void> {
    await this.control('POST', `/calls/${callId}/hang-up`, result);
  }

  /** A notification that has nothing to do with media. */
  async notify(callId: string, type: CompanionType): Promise<void> {
    await this.control('POST', `/calls/${callId}/notify`, { type });
  }

  /** A token as notifications carry it. */
  async mintToken({ tenantId, ...wishes }: NotificationTokenWishes = {}): Promise<string> {
    const tenant = tenantId === null ? { withoutTenant: true } : { tenantId };
    return (await this.control<{ token: string }>('POST', '/token', { ...wishes, ...tenant })).token;
  }

  /** Another key signs from now on; answers its id. */
  async rotateKey({ keepOld = false } = {}): Promise<string> {
    return (await this.control<{ kid: string }>('POST', '/rotate-key', { keepOld })).kid;
  }

  /** What the token endpoint answers to the application. */
  signIn(tenantId = this.#known().tenantId): Promise<Response> {
    const { appId, clientSecret } = this.#known();
    return fetch(`${this.baseUrl}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: appId,
        client_secret: clientSecret,
        scope: `${this.baseUrl}/.default`,
      }),
    });
  }

  /** Any request to the provider, with a token of the application. */
  async request(method: string, path: string, body?: unknown, changes: RequestChanges = {}): Promise<Response> {
    const signedIn = await this.signIn(changes.tenantId);
    if (!signedIn.ok) throw new plane.ControlError(signedIn.status, await signedIn.text());
    const { access_token: token } = (await signedIn.json()) as { access_token: string };
    return fetch(this.baseUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...changes.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(changes.signal && { signal: changes.signal }),
    });
  }

  #known(): Application {
    if (!this.#application)
      throw new Error('GraphSimulatorControl needs the application for requests to the provider.');
    return this.#application;
  }
}
