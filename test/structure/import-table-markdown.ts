import type { ImportTable } from './import-table.ts';

const BEGIN = '<!-- import table -->';
const END = '<!-- /import table -->';

/** The document with the table between its markers. */
export function withImportTable(document: string, table: ImportTable): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`The document lacks ${BEGIN} followed by ${END}.`);
  return `${document.slice(0, begin)}${BEGIN}\n\n${markdownOf(table)}\n\n${document.slice(end)}`;
}

function markdownOf(table: ImportTable): string {
  const rows = Object.entries(table).map(([row, permissions]) => `| \`${row}\` | ${cellOf(permissions)} |`);
  return ['| files | may import, beside themselves |', '|---|---|', ...rows].join('\n');
}

function cellOf(permissions: readonly string[]): string {
  if (permissions.length === 0) return 'nothing';
  return permissions.map(wordsOf).join(', ');
}

function wordsOf(permission: string): string {
  if (permission === '*') return 'everything';
  if (permission.startsWith('type ')) return `types of \`${permission.slice('type '.length)}\``;
  return `\`${permission}\``;
}
