import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { accessKey, resourceId } from './bench.ts';

const entry = resolve(__dirname, '../../simulator/main.ts');

export const usualArguments = ['--access-key', accessKey, '--resource-id', resourceId];

/** The simulator as a process of its own. */
export class SimulatorProcess {
  readonly child: ChildProcess;
  stderr = '';

  constructor(args: string[]) {
    this.child = spawn(process.execPath, ['--import', 'tsx', entry, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  /** The line that it prints when it listens. */
  async listening(): Promise<{ listening: string; resourceId: string }> {
    const lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    const [line] = (await once(lines, 'line')) as [string];
    return JSON.parse(line) as { listening: string; resourceId: string };
  }

  async ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }
}
