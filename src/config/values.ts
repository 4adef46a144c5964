import { z } from 'zod';

/* What single variables may be. No message repeats a value. */

export const text = z.string().min(1, 'must not be empty');

export const required = (what: string) => z.string({ error: `is missing: ${what}` }).min(1, `is empty: ${what}`);

export const port = z.coerce
  .number('must be a port number')
  .int('must be a port number')
  .min(0, 'must be 0 to 65535')
  .max(65_535, 'must be 0 to 65535');

export const count = z.coerce.number('must be a number').int('must be a whole number').min(1, 'must be at least 1');

export const milliseconds = z.coerce
  .number('must be a number of milliseconds')
  .int('must be a whole number')
  .min(1, 'must be at least 1');
export const millisecondsUpTo = (most: number) => milliseconds.max(most, `must be at most ${most}`);

export const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

export const url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

export const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https URL' });

export const safeUrl = url.refine(
  (address) => !URL.canParse(address) || isSafe(address),
  'must be https outside of this machine',
);

/** Paths are appended to it. */
export const plainUrl = safeUrl.refine(isPlain, 'must be a plain address, without user info, query or fragment');

export function isSafe(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || LOOPBACK.has(hostname);
}

export const httpsOrigin = httpsUrl.refine(isOrigin, 'must be an address without user info, path, query or fragment');

function isPlain(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const { username, password } = new URL(address);
  return username === '' && password === '' && !/[?#]/.test(address);
}

function isOrigin(address: string): boolean {
  return isPlain(address) && (!URL.canParse(address) || new URL(address).pathname === '/');
}
