export type FoundTemporalServer =
  { kind: 'address'; address: string } | { kind: 'executable'; path: string; serverVersion: string };

export interface Search {
  /** The root of this repository. */
  projectDir: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  /** Which environment variable may name a running server. */
  addressVariable: string;
  /** Holds the go.mod that pins github.com/temporalio/cli. */
  goModuleDir: string;
  /** Where the SDK's download comes from: probed before the download is tried. */
  downloadHost: { host: string; port: number };
}

/** What one source says: a server and its origin (`found on PATH`), or why it has none. */
type SourceAnswer = { found: FoundTemporalServer; origin: string } | { found?: never; reason: string };

/** One place where a server may be. Throws `NamedButBroken` only: every other failure is a reason. */
export type Source = (search: Search) => Promise<SourceAnswer>;

/** A source that the person named does not work. The search ends: what was asked for is not silently replaced. */
export class NamedButBroken extends Error {
  override name = 'NamedButBroken';
}
