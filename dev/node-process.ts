import { programArguments, type ProgramPlace } from './program-arguments.ts';
import { unlessAborted } from './when-aborted.ts';
import { spawnSupervised, type SupervisedProcess } from './spawn-supervised.ts';

const START_TIMEOUT_MS = 60_000;
const KEPT_LINES = 20;

export interface NodeProcessOptions extends ProgramPlace {
  /** Names the process in messages. */
  readonly name: string;
  /** Relative to the root. */
  readonly entry: string;
  readonly args?: readonly string[];
  /** Beside what this process has; undefined takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Finds in a line of its output that the process is ready, and what it says then. */
  readonly ready: (line: string) => Record<string, unknown> | undefined;
  /** Gets every line that the process writes. */
  readonly onLine?: (line: string) => void;
  /** Ends the wait until it is ready, and the process with it. */
  readonly signal?: AbortSignal;
}

export interface NodeProcess extends SupervisedProcess {
  readonly name: string;
  /** What it said when it was ready. */
  readonly said: Record<string, unknown>;
}

/** A program ended before it was ready, or took too long; its last lines are in the message. */
export class DidNotStart extends Error {
  override readonly name = 'DidNotStart';
}

/**
 * Starts a program of this repository as a process of its own, which ends when this one ends.
 * Resolves when it is ready; throws with its last lines when it ends before, or takes longer than 60 s,
 * and the signal's reason when it is aborted meanwhile.
 */
export async function startNodeProcess(options: NodeProcessOptions): Promise<NodeProcess> {
  const { projectDir, compiledDir, name, entry, args = [], env, onLine = () => {}, signal } = options;
  signal?.throwIfAborted();
  const lines: string[] = [];
  let announce: (said: Record<string, unknown>) => void = () => {};
  const announced = new Promise<Record<string, unknown>>((resolve) => (announce = resolve));
  const supervised = await spawnSupervised({
    projectDir,
    compiledDir,
    command: process.execPath,
    args: [...programArguments(options, entry), ...args],
    env: { ...process.env, ...env },
    onLine(line) {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onLine(line);
      const said = options.ready(line);
      if (said !== undefined) announce(said);
    },
  });
  const ended = supervised.exited.then(() => undefined);
  try {
    const said = await unlessAborted(signal, Promise.race([announced, ended, after(START_TIMEOUT_MS)]));
    if (said === undefined) throw new DidNotStart([`The ${name} did not start:`, ...lines].join('\n'));
    return { ...supervised, name, said };
  } catch (error) {
    await supervised.stop();
    throw error;
  }
}

/** A line of JSON that has all of these properties with these values; `undefined` stands for any value. */
export function jsonLine(line: string, wanted: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const said = JSON.parse(line) as Record<string, unknown>;
    const matches = Object.entries(wanted).every(
      ([key, value]) => key in said && (value === undefined || said[key] === value),
    );
    return matches ? said : undefined;
  } catch {
    return undefined;
  }
}

function after(timeoutMs: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), timeoutMs).unref();
  });
}
