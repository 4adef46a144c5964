import type { AnyStateNode } from 'xstate';

/** Words of Mermaid's own: a state cannot have them as its id. */
const RESERVED = new Set(['as', 'class', 'classDef', 'default', 'direction', 'end', 'note', 'state', 'style']);

export function idOf({ path }: Pick<AnyStateNode, 'path'>): string {
  const id = path.join('_').replaceAll(/[^A-Za-z0-9_]/g, '_');
  return id === '' || RESERVED.has(id) ? `${id}_` : id;
}

/** What ends a label, or begins something else in one. */
export function label(text: string): string {
  return text.replaceAll(/[:;#{}%]/g, ' ');
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** Lines under a state's name. */
export function described(id: string, name: string, lines: readonly string[]): string[] {
  return [name, ...lines].map((line) => `${id}: ${label(line)}`);
}
