import { expect } from '@jest/globals';

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Of a process that answers `/metrics`. */
export async function scrape(origin: string): Promise<Sample[]> {
  const response = await fetch(`${origin}/metrics`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`no metrics: ${response.status} ${text}`);
  return read(text);
}

/** @see Prometheus, "Exposition formats", text-based format */
function read(text: string): Sample[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`not a line of metrics: ${line}`);
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
    return {
      name,
      labels: Object.fromEntries(pairs.map(([, label = '', told = '']) => [label, told])),
      value: Number(value),
    };
  });
}

/** The sum of what has this name and these labels, whatever others. */
export function total(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}): number {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

/** What is recorded in a workflow task that is given out again is recorded again. */
export function expectTimes(count: number, times: number, repeatedTasks: number): void {
  expect(count).toBeGreaterThanOrEqual(times);
  expect(count).toBeLessThanOrEqual(times * (1 + repeatedTasks));
}
