import { z } from 'zod';
import type { ProviderWords } from '../contract/outcome.ts';

const MAX_MESSAGE = 500;
const CODE = /^[\w.#-]{1,64}$/;

/** Kept: a GUID names a call, and a date a version; they have digits enough for a telephone number. */
const KEPT = String.raw`\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b\d{4}-\d{2}-\d{2}\b`;
const COLON = '(?::|%3A)';
/** Raw ids (`8:acs:…`, `4:+1425…`), also percent-encoded. */
const RAW_ID = String.raw`\b(?:8|28)${COLON}[a-z-]+${COLON}[\w.:%-]+|\b4${COLON}(?:\+|%2B)?\d+`;
const ADDRESS = String.raw`\b(?:sips?|tel)${COLON}\S+`;
/** Seven to fifteen digits, with what people write between them. */
const PHONE_NUMBER = String.raw`(?:\+|%2B|(?<![\w.]))\(?\d(?:[\s().-]{0,2}\d){6,14}(?![\w])`;
/** Whom a message may name, as ACS puts them into its messages. */
const WHO = new RegExp(`(${KEPT})|${RAW_ID}|${ADDRESS}|${PHONE_NUMBER}`, 'gi');

/** A gateway in front of ACS writes `Error`, `Code` and `Target`. */
const ErrorBody = caseless(
  z.object({
    error: caseless(
      z.object({
        code: z.union([z.string(), z.number()]).optional().catch(undefined),
        message: z.string().optional().catch(undefined),
      }),
    ),
  }),
);

/** Reads members in whatever case their names are written. */
function caseless<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    (value) =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]))
        : value,
    schema,
  );
}

/**
 * The code and the message of an error body; nothing of a body that is not ACS's, such as a proxy's page.
 * @see Azure Communication Services common.json (2022-07-13), `CommunicationErrorResponse`
 */
export function readErrorBody(body: string): Pick<ProviderWords, 'code' | 'message'> {
  const read = ErrorBody.safeParse(jsonOf(body));
  if (!read.success) return {};
  const { code, message } = read.data.error;
  return {
    ...(code !== undefined && CODE.test(String(code)) && { code: String(code) }),
    ...(message !== undefined && { message: withoutWho(message) }),
  };
}

/** Addresses, which may be signed; JSON Web Tokens, also where the message was cut within one. */
const LINK = /\bhttps?:\/\/\S+/gi;
const TOKEN = /\beyJ[\w.-]{10,}/g;

/** A provider's message fit for outcomes and logs: nobody who is called is named in it, it opens nothing, and it has an end. */
export function withoutWho(message: string): string {
  return message
    .slice(0, MAX_MESSAGE)
    .replace(LINK, '<address>')
    .replace(TOKEN, '<token>')
    .replace(WHO, (_who, kept?: string) => kept ?? '<participant>');
}

/** The parsed text, or `undefined` where it is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
