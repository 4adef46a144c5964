import type { z } from 'zod';
import { graphApplicationVariables } from './graph-application.ts';
import { httpsOrigin, plainUrl, text } from './values.ts';

/** What a worker asks Graph with. */
export const graphAccountVariables = {
  ...graphApplicationVariables,
  GRAPH_CLIENT_SECRET: text.optional(),
  GRAPH_BASE_URL: plainUrl.optional(),
  GRAPH_AUTHORITY_HOST: httpsOrigin.optional(),
};

type Variables = z.output<z.ZodObject<typeof graphAccountVariables>>;

export function mistakesInGraphAccount(variables: Variables): string[] {
  const { GRAPH_APP_ID: appId, GRAPH_CLIENT_SECRET: secret } = variables;
  const { GRAPH_BASE_URL: baseUrl, GRAPH_AUTHORITY_HOST: authorityHost } = variables;
  if (appId === undefined && secret !== undefined) return ['GRAPH_APP_ID is missing: GRAPH_CLIENT_SECRET is set'];
  if (appId !== undefined && secret === undefined) return ['GRAPH_CLIENT_SECRET is missing: GRAPH_APP_ID is set'];
  if (appId !== undefined) return [];
  return Object.entries({ GRAPH_BASE_URL: baseUrl, GRAPH_AUTHORITY_HOST: authorityHost })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `${name} is of no use without GRAPH_APP_ID and GRAPH_CLIENT_SECRET`);
}

/** `undefined`: no operations of Graph. */
export function graphAccountOf(variables: Variables) {
  const { GRAPH_APP_ID: appId, GRAPH_CLIENT_SECRET: clientSecret, GRAPH_CLOUD: cloud } = variables;
  const { GRAPH_BASE_URL: baseUrl, GRAPH_AUTHORITY_HOST: authorityHost } = variables;
  if (appId === undefined || clientSecret === undefined) return undefined;
  return {
    cloud,
    appId,
    clientSecret,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(authorityHost !== undefined && { authorityHost }),
  };
}
