import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from '@swc/core';

/** One row of the table. */
interface Feature {
  readonly name: string;
  readonly works: string;
  readonly remark: string;
}

/** The rows of one test file, under the title that its name says. */
export interface FeatureGroup {
  readonly title: string;
  readonly features: readonly Feature[];
}

type Node = Readonly<Record<string, unknown>>;

/** Reads the calls of `feature` in the tests of a folder, file by file in the order of their names. */
export function readFeatures(folder: string): FeatureGroup[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts') && file !== 'document.test.ts')
    .toSorted()
    .map((file) => ({
      title: titleOf(file),
      features: featuresIn(readFileSync(path.join(folder, file), 'utf8')),
    }));
}

/** `3-delayed-events.test.ts` is about delayed events. */
function titleOf(file: string): string {
  const words = file.replace(/^\d+-/, '').replace('.test.ts', '').replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function featuresIn(source: string): Feature[] {
  const { body } = parseSync(source, { syntax: 'typescript' });
  return body.flatMap((statement) => {
    const call = (statement as { expression?: Node }).expression;
    if (call?.['type'] !== 'CallExpression' || (call['callee'] as Node)['value'] !== 'feature') return [];
    const [name = '', works = '', remark = ''] = (call['arguments'] as { expression: Node }[]).map(textOf);
    return [{ name, works, remark }];
  });
}

function textOf({ expression }: { readonly expression: Node }): string {
  return expression['type'] === 'StringLiteral' ? String(expression['value']) : '';
}
