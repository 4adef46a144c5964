import type { HostPort } from '../host/port.ts';
import { installSandboxTimers } from '../workflow/sandbox-timers.ts';
import type { TimerGlobals } from './simulated-globals.ts';

/** The very timers that a workflow of the runtime gets, without leaving them in this process. */
export function createSandboxTimers(
  port: HostPort,
  onError: (error: unknown) => void,
): { readonly timers: TimerGlobals; readonly pending: () => number } {
  const globals = globalThis as unknown as TimerGlobals;
  const before = timersOf(globals);
  const installed = installSandboxTimers(port, onError);
  const timers = timersOf(globals);
  Object.assign(globals, before);
  return { timers, pending: () => installed.pending };
}

function timersOf({ setTimeout, clearTimeout, setInterval, clearInterval }: TimerGlobals): TimerGlobals {
  return { setTimeout, clearTimeout, setInterval, clearInterval };
}
