import { z } from 'zod';
import { httpsOrigin, httpsUrl, isSafe } from './values.ts';

const CONNECTION_STRING_SHAPE = 'endpoint=https://<resource>.communication.azure.com/;accesskey=<base64>';

function isConnectionString(given: string): boolean {
  const [, endpoint = ''] = /^endpoint=([^;]+);accesskey=[A-Za-z0-9+/]+={0,2};?$/i.exec(given) ?? [];
  return URL.canParse(endpoint) && isSafe(endpoint);
}

/** What a worker signs its requests to ACS with. */
export const acsAccountVariables = {
  ACS_CONNECTION_STRING: z
    .string()
    .refine(isConnectionString, `must read ${CONNECTION_STRING_SHAPE}, with https outside of this machine`)
    .optional(),
  ACS_SECONDARY_ACCESS_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be the base64 of an access key')
    .optional(),
  ACS_ENDPOINT: httpsOrigin.optional(),
  AZURE_AUTHORITY_HOST: httpsUrl.optional(),
};

type Variables = z.output<z.ZodObject<typeof acsAccountVariables>>;

export function mistakesInAcsAccount(variables: Variables): string[] {
  const { ACS_CONNECTION_STRING: keys, ACS_SECONDARY_ACCESS_KEY: second, ACS_ENDPOINT: tokens } = variables;
  const mistakes = [];
  if (keys === undefined && tokens === undefined) {
    mistakes.push(
      `ACS_CONNECTION_STRING is missing: ${CONNECTION_STRING_SHAPE}. Or set ACS_ENDPOINT, to sign in with Entra ID`,
    );
  }
  if (keys !== undefined && tokens !== undefined) {
    mistakes.push('ACS_CONNECTION_STRING and ACS_ENDPOINT are both set: access keys and Entra ID exclude each other');
  }
  if (second !== undefined && tokens !== undefined)
    mistakes.push('ACS_SECONDARY_ACCESS_KEY belongs to ACS_CONNECTION_STRING: with Entra ID there is no key');
  if (second !== undefined && keys?.replace(/;$/, '').endsWith(`=${second}`))
    mistakes.push('ACS_SECONDARY_ACCESS_KEY is the key of ACS_CONNECTION_STRING: it must be the other one');
  return mistakes;
}

export function acsAccountOf({
  ACS_CONNECTION_STRING: connectionString,
  ACS_SECONDARY_ACCESS_KEY: secondaryAccessKey,
  ACS_ENDPOINT: endpoint = '',
  AZURE_AUTHORITY_HOST: authorityHost,
}: Variables) {
  if (connectionString === undefined)
    return { endpoint, entraId: { ...(authorityHost !== undefined && { authorityHost }) } };
  return { connectionString, ...(secondaryAccessKey !== undefined && { secondaryAccessKey }) };
}
