import { z } from 'zod';
import { LOOPBACK, safeUrl, text, url } from './values.ts';

const SCOPES = { read: 'operations:read', write: 'operations:write' } as const;

/** `billing:read+write:<SHA-256 of the key>` */
const API_KEY = /^([\w.-]{1,64}):(read|write|read\+write):([0-9a-f]{64})$/;

/** Who may use the API. */
export const credentialVariables = {
  DURABLE_CALLS_API_HOST: text.default('127.0.0.1'),
  DURABLE_CALLS_API_KEYS: z
    .string()
    .transform((list) => list.split(',').map((entry) => entry.trim()))
    .pipe(
      z.array(
        z.string().regex(API_KEY),
        'must be entries name:scopes:sha256, separated by commas, as npm run api-key writes them',
      ),
    )
    .optional(),
  DURABLE_CALLS_JWT_ISSUER: url.optional(),
  DURABLE_CALLS_JWT_AUDIENCE: text.optional(),
  DURABLE_CALLS_JWT_JWKS_URL: safeUrl.optional(),
};

type Variables = z.output<z.ZodObject<typeof credentialVariables>>;

export function mistakesInCredentials(variables: Variables): string[] {
  const ofTokens = tokenVariables(variables);
  const missing = Object.entries(ofTokens).filter(([, value]) => value === undefined);
  return [
    ...(missing.length === 0 || missing.length === Object.keys(ofTokens).length
      ? []
      : missing.map(([name]) => `${name} is missing: access tokens are checked by issuer, audience and key set`)),
    ...(credentialsOf(variables) !== undefined || LOOPBACK.has(variables.DURABLE_CALLS_API_HOST)
      ? []
      : [
          'DURABLE_CALLS_API_HOST must be a loopback address, for the API has no authentication: set DURABLE_CALLS_API_KEYS or DURABLE_CALLS_JWT_ISSUER',
        ]),
  ];
}

/** `undefined`: nobody has to say who they are. */
export function credentialsOf(variables: Variables) {
  const { DURABLE_CALLS_API_KEYS: keys } = variables;
  const {
    DURABLE_CALLS_JWT_ISSUER: issuer,
    DURABLE_CALLS_JWT_AUDIENCE: audience,
    DURABLE_CALLS_JWT_JWKS_URL: jwksUrl,
  } = tokenVariables(variables);
  const accessTokens = issuer && audience && jwksUrl ? { issuer, audience, jwksUrl } : undefined;
  if (keys === undefined && accessTokens === undefined) return undefined;
  return { apiKeys: (keys ?? []).map(readApiKey), accessTokens };
}

function tokenVariables({
  DURABLE_CALLS_JWT_ISSUER,
  DURABLE_CALLS_JWT_AUDIENCE,
  DURABLE_CALLS_JWT_JWKS_URL,
}: Variables) {
  return { DURABLE_CALLS_JWT_ISSUER, DURABLE_CALLS_JWT_AUDIENCE, DURABLE_CALLS_JWT_JWKS_URL };
}

function readApiKey(entry: string) {
  const [, name = '', scopes = '', sha256 = ''] = API_KEY.exec(entry) ?? [];
  return { name, scopes: scopes.split('+').map((scope) => SCOPES[scope as keyof typeof SCOPES]), sha256 };
}
