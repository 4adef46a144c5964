import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from '@swc/core';
import { projectFolder, projectPaths } from './project-files.ts';
import type { Import, SourceFile } from './source-file.ts';

type Node = Readonly<Record<string, unknown>>;

/** Every TypeScript file of the project with its imports. */
export function readSourceFiles(): SourceFile[] {
  return projectPaths()
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ path: file, imports: importsIn(readFileSync(path.join(projectFolder, file), 'utf8')) }));
}

/** Static and dynamic imports, re-exports, and imports in types. */
export function importsIn(source: string): Import[] {
  return nodesIn(parseSync(source, { syntax: 'typescript' })).flatMap(importsOf);
}

function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Node, ...Object.values(value).flatMap(nodesIn)];
}

function importsOf(node: Node): Import[] {
  switch (node['type']) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return node['source'] ? [{ specifier: textOf(node['source']), typeOnly: node['typeOnly'] === true }] : [];
    case 'TsImportType':
      return [{ specifier: textOf(node['argument']), typeOnly: true }];
    case 'TsExternalModuleReference':
      return [{ specifier: textOf(node['expression']), typeOnly: false }];
    case 'CallExpression':
      return isImportCall(node) ? [{ specifier: textOf(firstArgument(node)), typeOnly: false }] : [];
    default:
      return [];
  }
}

function isImportCall({ callee }: Node): boolean {
  const { type, value } = callee as Node;
  return type === 'Import' || (type === 'Identifier' && value === 'require');
}

function firstArgument(call: Node): unknown {
  return (call['arguments'] as { expression: unknown }[])[0]?.expression;
}

/** An import that is computed cannot be judged; the name it gets here matches no permission but "everything". */
function textOf(expression: unknown): string {
  const { type, value } = (expression ?? {}) as Node;
  return type === 'StringLiteral' ? (value as string) : '(computed)';
}
