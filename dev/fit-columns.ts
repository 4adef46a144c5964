import { homedir } from 'node:os';

const COLUMNS = 100;

/** Breaks what is longer than a terminal is wide at its spaces, indented as it was and two more. */
export function fitColumns(line: string): string {
  if (line.length <= COLUMNS) return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  for (const word of line.trim().split(' ')) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(indent + word);
    else if (last.length + 1 + word.length <= COLUMNS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}  ${word}`);
  }
  return lines.join('\n');
}

/** Paths below the home folder begin with `~`, as a shell understands them. */
export function shortenHome(text: string): string {
  return text.replaceAll(`${homedir()}/`, '~/');
}
