import { CallAutomationClient } from '@azure/communication-call-automation';
import type { CallAutomationClientOptions } from '@azure/communication-call-automation';

export interface AcsAccount {
  /** `endpoint=https://….communication.azure.com/;accesskey=…`, as the portal shows it. */
  readonly connectionString: string;
  /** Where to send requests instead of the connection string's endpoint. */
  readonly endpoint?: string;
}

const API_VERSION = '2023-10-15';
const CONNECTION_STRING = /^endpoint=([^;]+);accesskey=([A-Za-z0-9+/]+={0,2});?$/i;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The official client, tied down: it neither repeats a request nor follows a redirect, so one call is one request.
 *
 * @throws Error that names the field in question and never shows the access key. (The client's own message for a bad
 *   connection string shows all of it, hence it never gets to see one.)
 */
export function openClient(account: AcsAccount): CallAutomationClient {
  const [, ownEndpoint, key] = CONNECTION_STRING.exec(account.connectionString.trim()) ?? [];
  if (ownEndpoint === undefined || key === undefined) {
    throw new Error(
      'The ACS connection string must read endpoint=https://<resource>.communication.azure.com/;accesskey=<base64>.',
    );
  }
  const endpoint = endpointOf(account.endpoint ?? ownEndpoint);
  // `apiVersion` is read at run time and missing from the public type (library version 1.6.0).
  const options: CallAutomationClientOptions & { apiVersion: string } = {
    apiVersion: API_VERSION,
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    allowInsecureConnection: endpoint.protocol === 'http:',
  };
  return new CallAutomationClient(endpoint.origin, { key }, options);
}

function endpointOf(text: string): URL {
  const endpoint = URL.canParse(text) ? new URL(text) : undefined;
  const secure = endpoint?.protocol === 'https:';
  const local = endpoint?.protocol === 'http:' && LOOPBACK.test(endpoint.hostname);
  if (endpoint === undefined || endpoint.pathname !== '/' || !(secure || local)) {
    throw new Error(
      'The ACS endpoint must be an https:// address without a path; http:// is for loopback addresses only.',
    );
  }
  return endpoint;
}
