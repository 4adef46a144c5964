import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { programArguments, type ProgramPlace } from './program-arguments.ts';
import type { SupervisorReport } from './supervise.ts';

export interface SupervisedExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The place is that of `dev/supervise.ts`. */
export interface SuperviseOptions extends ProgramPlace {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string | undefined;
  /** Between SIGTERM and SIGKILL. */
  graceMs?: number | undefined;
  onLine: (line: string, from: 'stdout' | 'stderr') => void;
}

export interface SupervisedProcess {
  /** Of the command itself, not of its supervisor. */
  pid: number;
  /** Resolves after the last line was given to `onLine`; never rejects. */
  exited: Promise<SupervisedExit>;
  /** SIGTERM, then SIGKILL after `graceMs`. Resolves when the process is gone; may be called again. */
  stop(): Promise<void>;
}

/**
 * Runs a command under `dev/supervise.ts`, so that it ends when this process ends, in whatever way.
 * It has its own session: Ctrl-C in the terminal reaches this process only, which then stops things in its own order.
 * Rejects when the command cannot be started.
 */
export async function spawnSupervised(options: SuperviseOptions): Promise<SupervisedProcess> {
  const { command, args, env, cwd, graceMs = 5000, onLine } = options;
  const supervisor = spawn(
    process.execPath,
    [...programArguments(options, 'dev/supervise.ts'), String(graceMs), command, ...args],
    { env, cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe', 'ipc'] },
  );
  const reports = collectReports(supervisor);
  forwardLines(supervisor, onLine);

  const exited = new Promise<SupervisedExit>((resolve) => {
    supervisor.once('exit', () => {
      if (reports.exit === undefined && reports.pid !== undefined) killGroup(reports.pid);
    });
    supervisor.once('close', (code, signal) => resolve(reports.exit ?? { code, signal }));
  });
  const pid = await reports.started;
  return {
    pid,
    exited,
    async stop() {
      supervisor.kill('SIGTERM');
      const unresponsive = setTimeout(() => {
        killGroup(pid);
        supervisor.kill('SIGKILL');
      }, graceMs + 2000);
      await exited;
      clearTimeout(unresponsive);
    },
  };
}

function collectReports(supervisor: ChildProcess) {
  const seen: { pid?: number; exit?: SupervisedExit; started: Promise<number> } = {
    started: new Promise((resolve, reject) => {
      supervisor.on('message', (message) => {
        const report = message as SupervisorReport;
        if (report.kind === 'started') resolve((seen.pid = report.pid));
        else if (report.kind === 'notStarted') reject(new Error(report.reason));
        else seen.exit = { code: report.code, signal: report.signal };
      });
      supervisor.once('error', reject);
      supervisor.once('close', (code) =>
        reject(new Error(`the supervisor ended before it started the command (${code})`)),
      );
    }),
  };
  return seen;
}

function forwardLines(supervisor: ChildProcess, onLine: SuperviseOptions['onLine']): void {
  for (const from of ['stdout', 'stderr'] as const) {
    const input = supervisor[from];
    if (input) createInterface({ input, crlfDelay: Infinity }).on('line', (line) => onLine(line, from));
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // the group is gone
  }
}
