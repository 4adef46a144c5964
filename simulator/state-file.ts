import { accessSync, constants, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const debounceMs = 20;

/** What a state file that cannot be used is told with. */
export class UnusableStateFile extends Error {}

export function loadState(path: string | undefined, version: number): unknown {
  if (path === undefined) return undefined;
  let text: string;
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch {
    throw new UnusableStateFile(`The folder of the state file ${path} is not there or cannot be written to.`);
  }
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UnusableStateFile(`The state file ${path} cannot be read: ${(error as Error).message}.`);
  }
  let saved: { version?: unknown; state?: unknown };
  try {
    saved = JSON.parse(text) as typeof saved;
  } catch {
    throw new UnusableStateFile(`The state file ${path} is not JSON.`);
  }
  if (saved.version !== version || saved.state === undefined) {
    throw new UnusableStateFile(`The state file ${path} was not written by this version of the simulator.`);
  }
  return saved.state;
}

/** Keeps a file equal to the state: written whole, beside the file, then renamed, so that a kill leaves the old or the new one. */
export class StateFile {
  readonly #path: string | undefined;
  readonly #snapshot: () => unknown;
  readonly #version: number;
  #dirty = false;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string | undefined, version: number, snapshot: () => unknown) {
    this.#path = path;
    this.#version = version;
    this.#snapshot = snapshot;
  }

  changed(): void {
    if (this.#path === undefined) return;
    this.#dirty = true;
    this.#timer ??= setTimeout(() => void this.flush(), debounceMs);
  }

  /** Resolves when everything that changed before the call is in the file. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (!this.#dirty || this.#path === undefined) return;
    this.#dirty = false;
    try {
      const text = JSON.stringify({ version: this.#version, state: this.#snapshot() });
      await writeFile(`${this.#path}.new`, text, { mode: 0o600 });
      await rename(`${this.#path}.new`, this.#path);
    } catch (error) {
      process.stderr.write(`The state file ${this.#path} cannot be written: ${(error as Error).message}\n`);
    }
  }
}
