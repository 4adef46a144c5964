import { setTimeout as delay } from 'node:timers/promises';
import type { SupervisedExit, SupervisedProcess } from '../spawn-supervised.ts';
import { whenAborted } from '../when-aborted.ts';

export type RunningProcess = Pick<SupervisedProcess, 'pid' | 'exited' | 'stop'>;

export interface KeptProcessOptions {
  /** As it is called in a sentence: `worker`. */
  readonly name: string;
  readonly start: () => Promise<RunningProcess>;
  /** Is not started again before this one runs. */
  readonly needs?: KeptProcess | undefined;
  readonly onStarted: (pid: number) => void;
  readonly say: (line: string) => void;
  /** Once it is aborted, it is not started any more. */
  readonly signal: AbortSignal;
}

/** It was started again too often. */
export class DoesNotStayUp extends Error {
  override readonly name = 'DoesNotStayUp';
  readonly process: string;

  constructor(process: string, sentence: string) {
    super(sentence);
    this.process = process;
  }
}

/** Who lived for so long was well, and is forgiven what was before. */
const WELL_AFTER_MS = 10_000;
const PAUSES_MS = [0, 500, 1_000, 2_000, 4_000];

/** A process that is started again whenever it ends, unless it has ended too often in a row. */
export class KeptProcess {
  readonly #options: KeptProcessOptions;
  readonly #stopping = new AbortController();
  readonly #signal: AbortSignal;
  readonly #aborted: Promise<undefined>;
  readonly #watching: Promise<void>;
  #current: RunningProcess;
  #runs: Promise<void> = Promise.resolve();

  /** Of a process that runs already. `giveUp` is called at most once. */
  constructor(options: KeptProcessOptions, running: RunningProcess, giveUp: (reason: DoesNotStayUp) => void) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#stopping.signal]);
    this.#aborted = whenAborted(this.#signal);
    this.#current = running;
    options.onStarted(running.pid);
    this.#watching = this.#watch(giveUp);
  }

  get pid(): number {
    return this.#current.pid;
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
    await this.#current.stop();
  }

  async #watch(giveUp: (reason: DoesNotStayUp) => void): Promise<void> {
    const { name } = this.#options;
    const signal = this.#signal;
    let ends = 0;
    for (;;) {
      const startedAt = Date.now();
      const exit = await Promise.race([this.#current.exited, this.#aborted]);
      if (exit === undefined || signal.aborted) return;
      if (Date.now() - startedAt >= WELL_AFTER_MS) ends = 0;
      const revival = this.#revive(`ended (${describe(exit)})`, ends);
      this.#runs = revival.then(() => {});
      const revived = await revival;
      if (signal.aborted) return;
      if ('reason' in revived) {
        giveUp(
          new DoesNotStayUp(
            name,
            `The ${name} does not stay up: after ${PAUSES_MS.length} new starts in a row it ${revived.reason}`,
          ),
        );
        return;
      }
      ends = revived.ends;
    }
  }

  async #revive(reason: string, ends: number): Promise<{ ends: number } | { reason: string }> {
    const { name, start, needs, onStarted, say } = this.#options;
    const signal = this.#signal;
    for (let attempt = ends; attempt < PAUSES_MS.length; attempt += 1) {
      say(`The ${name} ${reason}. Starting it again.`);
      try {
        await delay(PAUSES_MS[attempt], undefined, { signal });
        await Promise.race([needs?.untilRunning(), this.#aborted]);
        this.#current = await start();
        onStarted(this.#current.pid);
        say(`The ${name} runs again, as process ${this.#current.pid}.`);
        return { ends: attempt + 1 };
      } catch (error) {
        if (signal.aborted) return { reason: 'was stopped' };
        reason = `did not start: ${(error as Error).message}`;
      }
    }
    return { reason };
  }

  async untilRunning(): Promise<void> {
    await this.#runs;
  }
}

function describe({ code, signal }: SupervisedExit): string {
  return signal ?? `exit code ${code}`;
}
