import { targetOf } from './import-rules.ts';
import type { SourceFile } from './source-file.ts';

/** Files that import each other, types included: each cycle as `a.ts > b.ts > a.ts`. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const cycles: string[] = [];

  const visit = (file: SourceFile, way: readonly string[]) => {
    const seenAt = way.indexOf(file.path);
    if (seenAt >= 0) {
      cycles.push([...way.slice(seenAt), file.path].join(' > '));
      return;
    }
    if (done.has(file.path)) return;
    for (const { specifier } of file.imports) {
      const target = byPath.get(targetOf(file, specifier));
      if (target) visit(target, [...way, file.path]);
    }
    done.add(file.path);
  };

  for (const file of files) visit(file, []);
  return cycles;
}
