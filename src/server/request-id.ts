export const REQUEST_ID_HEADER = 'x-request-id';

/** It goes into every log line of the request: nothing that could look like another line, and nothing long. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** The caller's own, where it is fit for a log; otherwise a new one. */
export function requestIdOf({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : crypto.randomUUID();
}
