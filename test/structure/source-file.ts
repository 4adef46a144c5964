/** What the import rules need to know of a file. Paths are relative to the project and have forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly Import[];
}

export interface Import {
  readonly specifier: string;
  /** Erased when compiled. `import { type A }` is not: it leaves an import of nothing. */
  readonly typeOnly: boolean;
}
