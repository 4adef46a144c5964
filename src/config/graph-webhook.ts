import { z } from 'zod';
import { nationalClouds } from '../providers/graph/clouds.ts';
import { graphApplicationVariables } from './graph-application.ts';
import { safeUrl, url } from './values.ts';

/** Whose notifications of calls a server takes. */
export const graphWebhookVariables = {
  ...graphApplicationVariables,
  GRAPH_WEBHOOK_ISSUERS: z
    .string()
    .transform((list) => list.split(',').map((issuer) => issuer.trim()))
    .pipe(z.array(url, 'must be URLs, separated by commas'))
    .optional(),
  GRAPH_WEBHOOK_JWKS_URL: safeUrl.optional(),
};

type Variables = z.output<z.ZodObject<typeof graphWebhookVariables>>;

export function mistakesInGraphWebhook(variables: Variables): string[] {
  const { GRAPH_APP_ID: appId, GRAPH_CLOUD: cloud, ...own } = variables;
  const given = Object.entries({
    GRAPH_WEBHOOK_ISSUERS: own.GRAPH_WEBHOOK_ISSUERS,
    GRAPH_WEBHOOK_JWKS_URL: own.GRAPH_WEBHOOK_JWKS_URL,
  });
  if (appId === undefined)
    return given
      .filter(([, value]) => value !== undefined)
      .map(([name]) => `${name} is of no use without GRAPH_APP_ID, the audience of the tokens`);
  if (nationalClouds[cloud].webhook !== undefined) return [];
  return given
    .filter(([, value]) => value === undefined)
    .map(([name]) => `${name} is missing: nobody documents it for the cloud ${cloud}`);
}

/** `undefined`: no notifications of Graph. */
export function graphWebhookOf(variables: Variables) {
  const { GRAPH_APP_ID: audience, GRAPH_CLOUD: cloud } = variables;
  const known = nationalClouds[cloud].webhook;
  const issuers = variables.GRAPH_WEBHOOK_ISSUERS ?? known?.issuers;
  const jwksUrl = variables.GRAPH_WEBHOOK_JWKS_URL ?? known?.jwksUrl;
  if (audience === undefined || issuers === undefined || jwksUrl === undefined) return undefined;
  return { cloud, audience, issuers, jwksUrl };
}
