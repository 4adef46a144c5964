import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { randomGraph, randomIdentity, type GraphSetup, type ProviderIdentity } from '../call-stack.ts';
import { withFileLock } from '../temporal-server/file-lock.ts';

type KeptCall = 'acs' | 'graph';

/** What the stack keeps from one start to the next. It holds phone numbers and keys: only its owner may read it. */
export class DataFolder {
  readonly path: string;
  readonly temporalDatabase: string;
  readonly simulatorState: string;
  readonly #provider: string;
  readonly #graph: string;
  readonly #calls: Readonly<Record<KeptCall, string>>;
  readonly #processes: string;

  /** @throws Error when the folder cannot be made */
  constructor(path: string) {
    this.path = path;
    this.temporalDatabase = join(path, 'temporal.db');
    this.simulatorState = join(path, 'simulator.json');
    this.#provider = join(path, 'provider.json');
    this.#graph = join(path, 'graph.json');
    this.#calls = { acs: join(path, 'call.json'), graph: join(path, 'graph-call.json') };
    this.#processes = join(path, 'processes.json');
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new Error(
        `The data folder ${path} cannot be made: ${(error as Error).message}. DURABLE_CALLS_DATA_DIR names another.`,
        { cause: error },
      );
    }
  }

  /**
   * One stack at a time works on the folder. Tells `work` whether the one before was killed, so that its processes may
   * still be ending.
   *
   * @throws Error when a stack runs on it
   */
  async lockedFor<T>(work: (predecessorWasKilled: boolean) => Promise<T>): Promise<T> {
    const path = join(this.path, 'stack.lock');
    const wasLocked = (await stat(path).catch(() => undefined)) !== undefined;
    const onWait = (pid: number | undefined) => {
      const who = pid === undefined ? '' : ` (process ${pid})`;
      throw new Error(
        `A stack already runs on ${this.path}${who}. Stop it, or name another folder by DURABLE_CALLS_DATA_DIR.`,
      );
    };
    return await withFileLock({ path, onWait }, () => work(wasLocked));
  }

  /** The same at every start: operations of before wait in a task queue that is named after it. */
  provider(): ProviderIdentity {
    return kept(this.#provider, randomIdentity);
  }

  /** The same at every start: calls of before belong to its tenant. */
  graph(): GraphSetup {
    return kept(this.#graph, () => randomGraph(join(this.path, 'graph-ca.pem')));
  }

  /** The call that an earlier start created. */
  call(provider: KeptCall): string | undefined {
    return (read(this.#calls[provider]) as { callConnectionId: string } | undefined)?.callConnectionId;
  }

  rememberCall(provider: KeptCall, callConnectionId: string): void {
    write(this.#calls[provider], { callConnectionId });
  }

  /** The process ids of the stack that runs, or was killed. */
  processes(): number[] {
    return Object.values((read(this.#processes) ?? {}) as Record<string, number>);
  }

  rememberProcess(name: string, pid: number): void {
    write(this.#processes, { ...(read(this.#processes) as Record<string, number> | undefined), [name]: pid });
  }

  forgetProcesses(): void {
    rmSync(this.#processes, { force: true });
  }
}

/** What the file has, or, the first time, what is made for it. */
function kept<T>(path: string, make: () => T): T {
  const found = read(path) as T | undefined;
  if (found !== undefined) return found;
  const made = make();
  write(path, made);
  return made;
}

/** `undefined` where there is no such file. */
function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${path} cannot be read: ${(error as Error).message}. Delete it, and it is made anew.`, {
      cause: error,
    });
  }
}

/** Whole or not at all, whenever the kill comes. */
function write(path: string, content: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
