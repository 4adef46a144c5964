import { CallAutomationClient } from '@azure/communication-call-automation';
import type { CallAutomationClientOptions } from '@azure/communication-call-automation';
import type { CredentialChoice } from '../../contract/acs-activities.ts';
import type { EntraTokens } from '../entra-tokens.ts';
import { isSecureAddress } from '../secure-address.ts';
import { entraTokens, type EntraId } from './entra-id.ts';

/** One of two ways to sign requests: access keys, or tokens of Microsoft Entra ID. */
export type AcsAccount = AcsKeys | AcsTokens;

interface AcsKeys {
  /** `endpoint=https://….communication.azure.com/;accesskey=…`, as the portal shows it. */
  readonly connectionString: string;
  /** Where to send requests instead of the connection string's endpoint. */
  readonly endpoint?: string;
  /** The other key of the resource, base64: what a request is signed with while the first one is being changed. */
  readonly secondaryAccessKey?: string;
}

interface AcsTokens {
  /** `https://….communication.azure.com` */
  readonly endpoint: string;
  readonly entraId: EntraId;
}

/** The official client for each credential that there is. */
export interface AcsClients extends Readonly<Partial<Record<CredentialChoice, CallAutomationClient>>> {
  readonly primary: CallAutomationClient;
  /** What the primary one signs with, where it signs with tokens. */
  readonly tokens?: EntraTokens;
}

const API_VERSION = '2023-10-15';
const CONNECTION_STRING = /^endpoint=([^;]+);accesskey=([A-Za-z0-9+/]+={0,2});?$/i;
const ACCESS_KEY = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The official client, tied down: it neither repeats a request nor follows a redirect, so one call is one request. (But
 * one: where Entra ID wants a token with other claims, a request that was refused for that with 401 is sent once more.)
 *
 * @throws Error that names the field in question and never shows an access key. (The client's own message for a bad
 *   connection string shows all of it, hence it never gets to see one.)
 */
export function openClients(account: AcsAccount): AcsClients {
  return 'entraId' in account
    ? clientsWithTokens(account.endpoint, entraTokens(account.entraId))
    : clientsWithKeys(account);
}

/** @throws Error when the endpoint is not https: the client sends tokens over nothing else */
export function clientsWithTokens(endpoint: string, tokens: EntraTokens): AcsClients {
  const { protocol, origin } = endpointOf(endpoint);
  if (protocol !== 'https:')
    throw new Error('The ACS endpoint must be an https:// address where tokens are sent to it.');
  return { primary: new CallAutomationClient(origin, tokens, optionsFor(protocol)), tokens };
}

function clientsWithKeys({ connectionString, endpoint, secondaryAccessKey }: AcsKeys): AcsClients {
  const [, ownEndpoint, key] = CONNECTION_STRING.exec(connectionString.trim()) ?? [];
  if (ownEndpoint === undefined || key === undefined) {
    throw new Error(
      'The ACS connection string must read endpoint=https://<resource>.communication.azure.com/;accesskey=<base64>.',
    );
  }
  if (secondaryAccessKey !== undefined && !ACCESS_KEY.test(secondaryAccessKey))
    throw new Error('The secondary ACS access key must be base64.');
  const { protocol, origin } = endpointOf(endpoint ?? ownEndpoint);
  const signingWith = (accessKey: string) => new CallAutomationClient(origin, { key: accessKey }, optionsFor(protocol));
  return {
    primary: signingWith(key),
    ...(secondaryAccessKey !== undefined && { secondary: signingWith(secondaryAccessKey) }),
  };
}

/** `apiVersion` is read at run time and missing from the public type (library version 1.6.0). */
function optionsFor(protocol: string): CallAutomationClientOptions & { apiVersion: string } {
  return {
    apiVersion: API_VERSION,
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    allowInsecureConnection: protocol === 'http:',
  };
}

function endpointOf(text: string): URL {
  const endpoint = URL.canParse(text) ? new URL(text) : undefined;
  if (endpoint === undefined || endpoint.pathname !== '/' || !isSecureAddress(endpoint)) {
    throw new Error(
      'The ACS endpoint must be an https:// address without a path; http:// is for loopback addresses only.',
    );
  }
  return endpoint;
}
