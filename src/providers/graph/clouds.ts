import type { GraphCloud } from '../../contract/graph-activities.ts';

/** What differs from one Microsoft cloud to the next, beside the media actions: see `hasMediaActions`. */
export interface NationalCloud {
  /** Where Graph is, without a version; what its tokens are for. */
  readonly root: string;
  /** Where tokens come from, followed by a tenant. */
  readonly authorityHost: string;
  /** Who signs the notifications of calls, and with which keys; absent where nobody documents it. */
  readonly webhook?: { readonly issuers: readonly string[]; readonly jwksUrl: string };
}

/**
 * - `root`, `authorityHost`: Microsoft Learn, "Microsoft Graph national cloud deployments". Both clouds of the US
 *   government have one authority.
 * - `webhook`, issuers: Microsoft Graph, "Authenticate the callback" for calls, and live tokens; Microsoft's sample
 *   (microsoft-graph-comms-samples, AuthenticationProvider) takes `https://graph.microsoft.com` too. Keys: the `jwks_uri`
 *   of `https://api.aps.skype.com/v1/.well-known/OpenIdConfiguration`, which both name. Of other clouds neither is known.
 */
export const nationalClouds: Readonly<Record<GraphCloud, NationalCloud>> = {
  global: {
    root: 'https://graph.microsoft.com',
    authorityHost: 'https://login.microsoftonline.com',
    webhook: {
      issuers: ['https://api.botframework.com', 'https://graph.microsoft.com'],
      jwksUrl: 'https://api.aps.skype.com/v1/keys',
    },
  },
  usGovernment: {
    root: 'https://graph.microsoft.us',
    authorityHost: 'https://login.microsoftonline.us',
  },
  usGovernmentDod: {
    root: 'https://dod-graph.microsoft.us',
    authorityHost: 'https://login.microsoftonline.us',
  },
  china: {
    root: 'https://microsoftgraph.chinacloudapi.cn',
    authorityHost: 'https://login.chinacloudapi.cn',
  },
};
