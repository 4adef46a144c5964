import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { argumentsOf } from '../support/programs.ts';
import { accessKey, resourceId } from './bench.ts';

export const usualArguments = ['--access-key', accessKey, '--resource-id', resourceId];

/** The simulator as a process of its own. */
export class SimulatorProcess {
  readonly child: ChildProcess;
  stderr = '';
  readonly #ended: Promise<unknown>;

  constructor(args: string[]) {
    this.child = spawn(process.execPath, [...argumentsOf('simulator/main.ts'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    // `close` of the child never comes after a channel that we have closed ourselves.
    this.#ended = Promise.all([once(this.child, 'exit'), closed(this.child.stdout), closed(this.child.stderr)]);
  }

  /** The line that it prints when it listens. */
  async listening(): Promise<{ listening: string; resourceId: string }> {
    const lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    const [line] = (await once(lines, 'line')) as [string];
    return JSON.parse(line) as { listening: string; resourceId: string };
  }

  /** Once all that it wrote has come. */
  async ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    // A pipe that nobody reads is never at its end.
    this.child.stdout?.resume();
    await this.#ended;
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }
}

function closed(stream: Readable | null): Promise<void> {
  return new Promise((resolve) => (stream === null ? resolve() : stream.once('close', resolve)));
}
