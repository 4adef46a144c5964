import path from 'node:path';
import type { ImportTable } from './import-table.ts';
import type { Import, SourceFile } from './source-file.ts';

/** Every file without a row and every import that the table does not permit, one line each. */
export function breaches(files: readonly SourceFile[], table: ImportTable): string[] {
  return files.flatMap((file) => {
    const row = rowOf(file.path, table);
    if (row === undefined) return [`${file.path} is in no folder of the table`];
    return file.imports
      .filter((imported) => !isPermitted(file, row, imported, table))
      .map(({ specifier, typeOnly }) => {
        const verb = typeOnly ? 'imports types of' : 'imports';
        return `${file.path} ${verb} ${targetOf(file, specifier)}, which ${row} may not`;
      });
  });
}

/** The longest row that matches a file. */
export function rowOf(file: string, table: ImportTable): string | undefined {
  return Object.keys(table)
    .filter((row) => matches(row, file) || file.startsWith(`${row}/`))
    .toSorted((one, other) => other.length - one.length)[0];
}

/** A file of the project, or a package without what is inside of it. */
export function targetOf(file: SourceFile, specifier: string): string {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file.path), specifier);
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function isPermitted(file: SourceFile, row: string, { specifier, typeOnly }: Import, table: ImportTable): boolean {
  const target = targetOf(file, specifier);
  if (target.endsWith('.test.ts')) return false;
  const targetRow = specifier.startsWith('.') ? rowOf(target, table) : undefined;
  if (targetRow === row) return true;
  return (table[row] ?? []).some((permission) => {
    const named = permission.replace(/^type /, '');
    return (named === permission || typeOnly) && (named === '*' || named === targetRow || matches(named, target));
  });
}

function matches(pattern: string, name: string): boolean {
  const expression = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${expression.join('[^/]*')}$`).test(name);
}
