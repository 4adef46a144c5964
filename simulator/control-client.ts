import type { Behaviours } from './acs/behaviour.ts';
import type { EventType } from './acs/cloud-events.ts';
import { signedHeaders } from './acs/hmac.ts';
import { personHash } from './acs/identifiers.ts';
import type { LedgerView } from './acs/ledger-view.ts';
import type { OperationName } from './acs/ledger.ts';
import type { Switches } from './acs/switches.ts';
import type { Call } from './acs/world.ts';
import * as plane from './control-plane-client.ts';
import type { TokenWishes } from './signing-key.ts';

export type { LedgerView, OperationName, TokenWishes };

interface OfOneCall {
  callConnectionId?: string | undefined;
}
export type FaultWish = plane.FaultWish<OperationName> & OfOneCall;
export type WebhookRuleWish = plane.WebhookRuleWish<EventType> & OfOneCall;
type Held = plane.Held & { callConnectionId: string | null };
export type SwitchChanges = {
  [Name in keyof Switches]?: Name extends 'people'
    ? Record<string, Behaviours | null>
    : Name extends 'person'
      ? Behaviours
      : ChangeOf<Switches[Name]>;
};
type ChangeOf<T> = T extends unknown[] ? T : T extends object ? Partial<T> : T;

interface AcsVocabulary {
  switches: Switches;
  switchChanges: SwitchChanges;
  operation: OperationName;
  eventType: EventType;
  fault: FaultWish;
  webhookRule: WebhookRuleWish;
  held: Held;
  ledger: LedgerView;
}

/** A ringing person: by invitation, or by call (and raw id where several ring). */
export type Ringing = { invitationId: string } | { callConnectionId: string; rawId?: string };

export interface NewCall {
  callbackUri: string;
  targets?: unknown[];
  /** The application's own identity, which is in the call as well; null: the call is created without one. */
  source?: string | null;
  operationContext?: string;
}

const apiVersion = '2023-10-15';
const application = '8:acs:simulated-resource_application';

/** Speaks to the simulator's control plane; `createCall` and `request` speak to the provider, signed with the access key. */
export class SimulatorControl extends plane.ControlPlaneClient<AcsVocabulary> {
  readonly #givenAccessKey: string | undefined;
  #accessKey: string | undefined;

  /** The access key is the first of the simulator's. */
  constructor(baseUrl: string, accessKey?: string) {
    super(baseUrl, '/_control');
    this.#givenAccessKey = accessKey;
    this.#accessKey = accessKey;
  }

  async answer(who: Ringing): Promise<void> {
    await this.control('POST', '/people/answer', named(who));
  }

  async decline(who: Ringing, result: { code?: number; subCode?: number; message?: string } = {}): Promise<void> {
    await this.control('POST', '/people/decline', { ...named(who), ...result });
  }

  /** The invitation's time-out passes now. */
  async runOut(who: Ringing): Promise<void> {
    await this.control('POST', '/people/run-out', named(who));
  }

  /** Somebody who is in the call hangs up. */
  async leave(who: { callConnectionId: string; rawId: string }): Promise<void> {
    await this.control('POST', '/people/leave', who);
  }

  async connect(callConnectionId: string): Promise<void> {
    await this.control('POST', `/calls/${callConnectionId}/connect`);
  }

  /** The only target rejects a call that connects: CallDisconnected, then CreateCallFailed. */
  async reject(callConnectionId: string, result: { code?: number; subCode?: number } = {}): Promise<void> {
    await this.control('POST', `/calls/${callConnectionId}/reject`, result);
  }

  async disconnect(callConnectionId: string): Promise<void> {
    await this.control('POST', `/calls/${callConnectionId}/disconnect`);
  }

  /** What getCall says and what actions are refused for; no event, no effect on people. */
  async setCallState(callConnectionId: string, state: Call['state']): Promise<void> {
    await this.control('POST', `/calls/${callConnectionId}/state`, { state });
  }

  /** The name under which the ledger knows a person. */
  personHash(rawId: string): string {
    return personHash(rawId);
  }

  async mintToken(wishes: TokenWishes = {}): Promise<string> {
    return (await this.control<{ token: string }>('POST', '/token', wishes)).token;
  }

  /** Another access key in the place of the one at the position; answers the new one. `request` signs with the new first one. */
  async rotateKey(position: number, accessKey?: string): Promise<string> {
    const wish = { position, ...(accessKey !== undefined && { accessKey }) };
    const rotated = (await this.control<{ accessKey: string }>('POST', '/rotate', wish)).accessKey;
    if (position === 0) this.#accessKey = rotated;
    return rotated;
  }

  override async reset(): Promise<void> {
    await super.reset();
    this.#accessKey = this.#givenAccessKey;
  }

  /** Creates a call as an application would, and answers its callConnectionId. */
  async createCall({ callbackUri, targets, source = application, operationContext }: NewCall): Promise<string> {
    const caller = { kind: 'communicationUser', communicationUser: { id: '8:acs:simulated-resource_first-caller' } };
    const body = {
      callbackUri,
      targets: targets ?? [caller],
      ...(source !== null && { source: { id: source } }),
      ...(operationContext !== undefined && { operationContext }),
    };
    const response = await this.request('POST', '/calling/callConnections', body);
    if (response.status !== 201) throw new plane.ControlError(response.status, await response.text());
    return ((await response.json()) as { callConnectionId: string }).callConnectionId;
  }

  /** Any provider request, signed. The api-version is added where the path names none. */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    if (this.#accessKey === undefined)
      throw new Error('SimulatorControl needs the access key for requests to the provider.');
    const pathAndQuery = path.includes('api-version=')
      ? path
      : `${path}${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`;
    const text = body === undefined ? '' : JSON.stringify(body);
    const { host } = new URL(this.baseUrl);
    return fetch(this.baseUrl + pathAndQuery, {
      method,
      headers: {
        ...(text !== '' && { 'content-type': 'application/json' }),
        ...signedHeaders(this.#accessKey, { method, pathAndQuery, host, body: text }),
        ...headers,
      },
      ...(text !== '' && { body: text }),
      ...(signal && { signal }),
    });
  }
}

/** Only what names the person: an answer of the provider may be given as it is. */
function named(who: Ringing): Ringing {
  if ('invitationId' in who) return { invitationId: who.invitationId };
  return { callConnectionId: who.callConnectionId, ...(who.rawId !== undefined && { rawId: who.rawId }) };
}
