import { z } from 'zod';
import type { ProviderWords } from '../contract/outcome.ts';

const MAX_MESSAGE = 500;
const CODE = /^[\w.#-]{1,64}$/;

/** Raw ids (`8:acs:…`, `4:+1425…`), SIP addresses and telephone numbers, as ACS puts them into its messages. */
const WHO = /\b(?:8|28):[a-z-]+:[\w.:-]+|\bsips?:\S+|\b4:(?:\+|%2B)?\d+|(?:\+|%2B)\d{5,15}\b|\b\d{10,15}\b/gi;

const ErrorBody = z.object({
  error: z.object({
    code: z.union([z.string(), z.number()]).optional().catch(undefined),
    message: z.string().optional().catch(undefined),
  }),
});

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

/** A provider's message fit for outcomes and logs: nobody who is called is named in it, and it has an end. */
export function withoutWho(message: string): string {
  return message.slice(0, MAX_MESSAGE).replaceAll(WHO, '<participant>');
}

/** The parsed text, or `undefined` where it is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
