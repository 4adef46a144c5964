import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../answers.ts';

/* Microsoft REST, Authentication for Azure Communication Services: HMAC-SHA256 over verb, path with query, date, host and body hash. */

export interface SignedParts {
  method: string;
  pathAndQuery: string;
  date: string;
  host: string;
  body: Buffer | string;
}

function contentHash(body: Buffer | string): string {
  return createHash('sha256').update(body).digest('base64');
}

export function signature(accessKey: string, parts: SignedParts): string {
  const text = `${parts.method}\n${parts.pathAndQuery}\n${parts.date};${parts.host};${contentHash(parts.body)}`;
  return createHmac('sha256', Buffer.from(accessKey, 'base64')).update(text, 'utf8').digest('base64');
}

/** The headers a client signs a request with. */
export function signedHeaders(accessKey: string, parts: Omit<SignedParts, 'date'>): Record<string, string> {
  const date = new Date().toUTCString();
  return {
    'x-ms-date': date,
    'x-ms-content-sha256': contentHash(parts.body),
    authorization: `HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=${signature(accessKey, { ...parts, date })}`,
  };
}

const form = /^HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=([A-Za-z0-9+/]+={0,2})$/;

export interface HmacRequest {
  method: string;
  pathAndQuery: string;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export function checkHmac(request: HmacRequest, accessKeys: readonly string[], now: number, skewLimitMs: number): void {
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : refuse(`The header ${name} is missing.`);
  };
  const given =
    form.exec(header('authorization'))?.[1] ?? refuse('The Authorization header is not of the HMAC-SHA256 form.');
  const date = header('x-ms-date');
  const at = Date.parse(date);
  if (Number.isNaN(at)) refuse('The header x-ms-date is not a date.');
  if (Math.abs(now - at) > skewLimitMs) refuse('The header x-ms-date is too far from the current time.');
  if (header('x-ms-content-sha256') !== contentHash(request.body)) {
    refuse('The header x-ms-content-sha256 is not the hash of the body.');
  }
  const { method, pathAndQuery, body } = request;
  const parts = { method, pathAndQuery, date, host: header('host'), body };
  if (!accessKeys.some((key) => equal(given, signature(key, parts)))) refuse('The signature is not valid.');
}

function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Microsoft docs, Call Automation error codes: 7509, HMAC validation error. */
function refuse(message: string): never {
  throw new Refusal(401, '7509', message);
}
