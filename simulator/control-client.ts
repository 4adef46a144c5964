import type { Behaviour } from './acs/behaviour.ts';
import type { EventType } from './acs/cloud-events.ts';
import { signedHeaders } from './acs/hmac.ts';
import { personHash } from './acs/identifiers.ts';
import type { LedgerView } from './acs/ledger-view.ts';
import type { OperationCount, OperationName } from './acs/ledger.ts';
import type { TokenWishes } from './acs/signing-key.ts';
import type { Switches } from './acs/switches.ts';
import type { WebhookRule } from './acs/webhook-rules.ts';
import type { Call } from './acs/world.ts';
import type { Fault } from './faults.ts';
import type { Held } from './holds.ts';

export type { EventType, Held, LedgerView, OperationName, Switches, TokenWishes };

export type FaultWish = Pick<Fault, 'kind'> & Partial<Omit<Fault, 'kind' | 'operation'>> & { operation: OperationName };
export type WebhookRuleWish = Pick<WebhookRule, 'kind'> &
  Partial<Omit<WebhookRule, 'kind' | 'type'>> & { type: EventType | '*' };
export type SwitchChanges = {
  [Name in keyof Switches]?: Name extends 'people' ? Record<string, Behaviour | null> : ChangeOf<Switches[Name]>;
};
type ChangeOf<T> = T extends unknown[] ? T : T extends Behaviour ? T : T extends object ? Partial<T> : T;

/** A ringing person: by invitation, or by call (and raw id where several ring). */
export type Ringing = { invitationId: string } | { callConnectionId: string; rawId?: string };

export interface NewCall {
  callbackUri: string;
  targets?: unknown[];
  operationContext?: string;
}

const apiVersion = '2023-10-15';

/** What the simulator said when it refused something. */
class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Speaks to the simulator's control plane; `createCall` and `request` speak to the provider, signed with the access key. */
export class SimulatorControl {
  readonly baseUrl: string;
  readonly #givenAccessKey: string | undefined;
  #accessKey: string | undefined;

  /** The access key is the first of the simulator's. */
  constructor(baseUrl: string, accessKey?: string) {
    this.baseUrl = baseUrl.replace(/\/$/, '');
    this.#givenAccessKey = accessKey;
    this.#accessKey = accessKey;
  }

  switches(): Promise<Switches> {
    return this.#control('GET', '/switches');
  }

  /** Changes the named switches and leaves the others. */
  setSwitches(changes: SwitchChanges): Promise<Switches> {
    return this.#control('PATCH', '/switches', changes);
  }

  /** Sets the named switches and all others back to their defaults. */
  replaceSwitches(changes: SwitchChanges): Promise<Switches> {
    return this.#control('PUT', '/switches', changes);
  }

  async addFault(...faults: FaultWish[]): Promise<void> {
    await this.#control('POST', '/faults', faults);
  }

  async addWebhookRule(...rules: WebhookRuleWish[]): Promise<void> {
    await this.#control('POST', '/webhook-rules', rules);
  }

  /** Takes away all rules for requests and webhooks. */
  async clearFaults(): Promise<void> {
    await this.#control('DELETE', '/faults');
    await this.#control('DELETE', '/webhook-rules');
  }

  async holds(): Promise<Held[]> {
    return (await this.#control<{ held: Held[] }>('GET', '/holds')).held;
  }

  /** Resolves once something is held under the name; rejects after the time. */
  async untilHeld(name: string, timeoutMs = 10_000): Promise<void> {
    await this.#control(
      'GET',
      `/holds?${new URLSearchParams({ wait: name, timeoutMs: String(timeoutMs) }).toString()}`,
    );
  }

  /** How many were released. Rejects when nothing is held under the name. */
  async release(name: string): Promise<number> {
    return (await this.#control<{ released: number }>('POST', `/release/${encodeURIComponent(name)}`)).released;
  }

  async answer(who: Ringing): Promise<void> {
    await this.#control('POST', '/people/answer', named(who));
  }

  async decline(who: Ringing, result: { code?: number; subCode?: number; message?: string } = {}): Promise<void> {
    await this.#control('POST', '/people/decline', { ...named(who), ...result });
  }

  /** The invitation's time-out passes now. */
  async runOut(who: Ringing): Promise<void> {
    await this.#control('POST', '/people/run-out', named(who));
  }

  /** Somebody who is in the call hangs up. */
  async leave(who: { callConnectionId: string; rawId: string }): Promise<void> {
    await this.#control('POST', '/people/leave', who);
  }

  async connect(callConnectionId: string): Promise<void> {
    await this.#control('POST', `/calls/${callConnectionId}/connect`);
  }

  async disconnect(callConnectionId: string): Promise<void> {
    await this.#control('POST', `/calls/${callConnectionId}/disconnect`);
  }

  /** What getCall says and what actions are refused for; no event, no effect on people. */
  async setCallState(callConnectionId: string, state: Call['state']): Promise<void> {
    await this.#control('POST', `/calls/${callConnectionId}/state`, { state });
  }

  ledger(): Promise<LedgerView> {
    return this.#control('GET', '/ledger');
  }

  /** Resolves once the count is reached, since the start or the last reset; rejects after the time. */
  untilRequests(
    what: keyof OperationCount,
    operation: OperationName,
    count = 1,
    timeoutMs = 10_000,
  ): Promise<LedgerView> {
    return this.#untilLedger(what, operation, count, timeoutMs);
  }

  untilWebhooks(
    what: 'delivered' | 'failed' | 'dropped',
    type: EventType,
    count = 1,
    timeoutMs = 10_000,
  ): Promise<LedgerView> {
    return this.#untilLedger(what, type, count, timeoutMs);
  }

  async executed(operation: OperationName): Promise<number> {
    return (await this.ledger()).summary.operations[operation].executed;
  }

  /** The name under which the ledger knows a person. */
  personHash(rawId: string): string {
    return personHash(rawId);
  }

  async mintToken(wishes: TokenWishes = {}): Promise<string> {
    return (await this.#control<{ token: string }>('POST', '/token', wishes)).token;
  }

  /** Another access key in the place of the one at the position; answers the new one. `request` signs with the new first one. */
  async rotateKey(position: number, accessKey?: string): Promise<string> {
    const wish = { position, ...(accessKey !== undefined && { accessKey }) };
    const rotated = (await this.#control<{ accessKey: string }>('POST', '/rotate', wish)).accessKey;
    if (position === 0) this.#accessKey = rotated;
    return rotated;
  }

  /** No calls, no faults, nothing held, every switch at its default, an empty ledger. The signing key stays. */
  async reset(): Promise<void> {
    await this.#control('POST', '/reset');
    this.#accessKey = this.#givenAccessKey;
  }

  /** Creates a call as an application would, and answers its callConnectionId. */
  async createCall({ callbackUri, targets, operationContext }: NewCall): Promise<string> {
    const caller = { kind: 'communicationUser', communicationUser: { id: '8:acs:simulated-resource_first-caller' } };
    const body = {
      callbackUri,
      targets: targets ?? [caller],
      ...(operationContext !== undefined && { operationContext }),
    };
    const response = await this.request('POST', '/calling/callConnections', body);
    if (response.status !== 201) throw new ControlError(response.status, await response.text());
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

  #untilLedger(wait: string, of: string, count: number, timeoutMs: number): Promise<LedgerView> {
    const query = new URLSearchParams({ wait, of, count: String(count), timeoutMs: String(timeoutMs) });
    return this.#control('GET', `/ledger?${query.toString()}`);
  }

  async #control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.baseUrl}/_control${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const content = (await response.json()) as T & { error?: { message: string } };
    if (!response.ok) throw new ControlError(response.status, content.error?.message ?? `status ${response.status}`);
    return content;
  }
}

/** Only what names the person: an answer of the provider may be given as it is. */
function named(who: Ringing): Ringing {
  if ('invitationId' in who) return { invitationId: who.invitationId };
  return { callConnectionId: who.callConnectionId, ...(who.rawId !== undefined && { rawId: who.rawId }) };
}
