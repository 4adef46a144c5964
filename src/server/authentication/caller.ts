import { LOCAL_CALLER } from '../../contract/caller.ts';

/** What a caller may do: look, or also start and cancel. */
const SCOPES = ['operations:read', 'operations:write'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks. */
export interface Caller {
  /** `local`, `key:<name>` or `jwt:<hash>`. It stands in logs and in search attributes: nothing personal is in it. */
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** Everybody on this machine, where nobody has to say who they are. */
export const LOCAL: Caller = { id: LOCAL_CALLER, scopes: new Set(SCOPES) };

export function isScope(text: string): text is Scope {
  return SCOPES.some((scope) => scope === text);
}
