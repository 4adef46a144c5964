import {
  createDefaultHttpClient,
  createEmptyPipeline,
  logPolicy,
  proxyPolicy,
  userAgentPolicy,
} from '@azure/core-rest-pipeline';
import type { PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { ClientSecretCredential } from '@azure/identity';
import type { GraphCloud } from '../../contract/graph-activities.ts';
import { isSecureAddress } from '../secure-address.ts';
import { nationalClouds } from './clouds.ts';
import { TenantTokens } from './tenant-tokens.ts';

/** An application that is registered in one cloud, and signs in to the tenants in which it was consented to. */
export interface GraphAccount {
  readonly cloud: GraphCloud;
  /** The id of the application, a GUID. */
  readonly appId: string;
  readonly clientSecret: string;
  /** Where to send requests instead of the cloud's own address; `/v1.0` is added where it has no path. */
  readonly baseUrl?: string;
  /** Where tokens come from instead of the cloud's own authority; taken at its word. */
  readonly authorityHost?: string;
}

/** What requests to one cloud are sent with. */
export interface GraphClient {
  readonly cloud: GraphCloud;
  /** With the version, and without a slash at its end. */
  readonly base: string;
  readonly tokens: TenantTokens;
  /** Sends a request once: nothing repeats it, and nothing follows a redirect. */
  readonly send: (request: PipelineRequest) => Promise<PipelineResponse>;
}

/**
 * @throws Error when the base URL is not https (http is for loopback addresses only); neither it nor the secret is shown
 */
export function openGraphClient({ cloud, appId, clientSecret, ...own }: GraphAccount): GraphClient {
  const { root, authorityHost } = nationalClouds[cloud];
  const options = {
    authorityHost: own.authorityHost ?? authorityHost,
    // The authority is ours or the operator's: the public cloud need not be asked whether it knows it.
    disableInstanceDiscovery: true,
    // Whoever sends the request asks again.
    retryOptions: { maxRetries: 0 },
  };
  const tokens = new TenantTokens(
    (tenantId) => new ClientSecretCredential(tenantId, appId, clientSecret, options),
    `${root}/.default`,
  );
  return graphClient(cloud, own.baseUrl ?? root, tokens);
}

/** @throws Error when the base URL is of no use */
export function graphClient(cloud: GraphCloud, baseUrl: string, tokens: TenantTokens): GraphClient {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(proxyPolicy());
  pipeline.addPolicy(userAgentPolicy({ userAgentPrefix: 'durable-calls' }));
  pipeline.addPolicy(logPolicy());
  const http = createDefaultHttpClient();
  return { cloud, base: baseOf(baseUrl), tokens, send: (request) => pipeline.sendRequest(http, request) };
}

function baseOf(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !isSecureAddress(url))
    throw new Error('The base URL of Graph must be an https:// address; http:// is for loopback addresses only.');
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path === '' ? '/v1.0' : path}`;
}
