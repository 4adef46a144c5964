/**
 * Runs one command and sees to it that the command does not outlive whoever asked for it.
 *
 *   supervise.ts <graceMs> <command> [args...]
 *
 * The asker holds the other end of stdin: when it closes, however the asker ended (kill -9 too), or on SIGTERM, SIGINT
 * and SIGHUP, the command's whole process group gets SIGTERM, and SIGKILL after `graceMs`. Over an IPC channel, where
 * there is one, it reports a SupervisorReport of each kind; otherwise the exit code tells.
 *
 * What it cannot do: a supervisor that is itself killed by SIGKILL kills nothing. `spawnSupervised` notices that and
 * kills the group; when SIGKILL hits both at once, the command remains.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

export type SupervisorReport =
  | { kind: 'started'; pid: number }
  | { kind: 'notStarted'; reason: string }
  | { kind: 'exited'; code: number | null; signal: NodeJS.Signals | null };

const [graceMs, command, ...args] = process.argv.slice(2);
if (graceMs === undefined || command === undefined || !Number.isFinite(Number(graceMs))) {
  process.stderr.write('usage: supervise.ts <graceMs> <command> [args...]\n');
  process.exit(2);
}

// detached: a process group of its own, so that what the command itself spawns is reached too
const child = spawn(command, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
let stopping = false;

child.once('spawn', () => report({ kind: 'started', pid: child.pid as number }));
child.once('error', (error: NodeJS.ErrnoException) => {
  const reason = `Cannot run ${command}: ${error.code === 'ENOENT' ? 'there is no such command' : error.message}.`;
  process.stderr.write(`${reason}\n`);
  report({ kind: 'notStarted', reason }, () => process.exit(127));
});
child.once('exit', (code, signal) => {
  signalGroup('SIGKILL');
  report({ kind: 'exited', code, signal }, () =>
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
  );
});

process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
process.on('exit', () => signalGroup('SIGKILL'));

function stop(): void {
  if (stopping) return;
  stopping = true;
  signalGroup('SIGTERM');
  setTimeout(() => signalGroup('SIGKILL'), Number(graceMs));
}

function signalGroup(signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // the group is gone
  }
}

function report(message: SupervisorReport, done: () => void = () => {}): void {
  if (process.send === undefined || !process.connected) done();
  else process.send(message, () => done());
}
