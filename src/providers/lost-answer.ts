/** `noToken`: nothing to sign with. `neverSent`: no connection came about. `noAnswer`: the request may have arrived. */
export interface LostAnswer {
  readonly kind: 'noToken' | 'neverSent' | 'noAnswer';
  readonly cause: string;
}

/** Errors that come before a connection exists or its other end is trusted, so that the request cannot have left. */
const BEFORE_SENDING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const CAUSE = /^[A-Z][A-Z0-9_]{1,63}$/;

/** What an error of Azure's HTTP pipeline says of the connection; `undefined` for an error of another kind. */
export function lostConnection(error: unknown): LostAnswer | undefined {
  if (!isRestError(error)) return undefined;
  const cause = error.code !== undefined && CAUSE.test(error.code) ? error.code : 'connection lost';
  return { kind: BEFORE_SENDING.has(cause) ? 'neverSent' : 'noAnswer', cause };
}

export function isRestError(error: unknown): error is Error & { readonly code?: string; readonly response?: unknown } {
  return error instanceof Error && error.name === 'RestError';
}
