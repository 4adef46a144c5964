import type { HostPort } from '../host/port.ts';

/** What `setTimeout` takes for a missing delay. */
const SHORTEST_DELAY_MS = 1;

type Callback = (...args: unknown[]) => unknown;

interface TimerGlobals {
  setTimeout(callback: Callback, delayMs?: number, ...args: unknown[]): number;
  clearTimeout(id?: number): void;
  setInterval(callback: Callback, delayMs?: number, ...args: unknown[]): number;
  clearInterval(id?: number): void;
}

export interface SandboxTimers {
  readonly timers: TimerGlobals;
  /** How many are to ring yet. */
  readonly pending: number;
}

/**
 * Gives the sandbox timers that a callback or observable actor can live with (S4): Temporal's own `setTimeout` dies with
 * the workflow's cancellation, never fires without a delay, and fails the workflow task for ever when its callback
 * throws; `setInterval` is missing. What a callback throws goes to `onError`.
 */
export function installSandboxTimers(port: HostPort, onError: (error: unknown) => void): SandboxTimers {
  const created = createSandboxTimers(port, onError);
  Object.assign(globalThis, created.timers);
  return created;
}

/** The same, for a process that is no sandbox. */
export function createSandboxTimers(port: HostPort, onError: (error: unknown) => void): SandboxTimers {
  const running = new Map<number, { cancel(): void }>();
  let lastId = 0;

  const arm = (id: number, delayMs: number, callback: () => void): void => {
    running.set(id, port.wakeAt(port.now() + delayMs, callback));
  };
  const guarded = (callback: Callback, args: unknown[]): void => {
    try {
      callback(...args);
    } catch (error) {
      onError(error);
    }
  };
  const clear = (id?: number): void => {
    if (id === undefined) return;
    running.get(id)?.cancel();
    running.delete(id);
  };
  const timers: TimerGlobals = {
    setTimeout(callback, delayMs, ...args) {
      const id = ++lastId;
      arm(id, delayOf(delayMs), () => {
        running.delete(id);
        guarded(callback, args);
      });
      return id;
    },
    setInterval(callback, delayMs, ...args) {
      const id = ++lastId;
      const tick = () => {
        arm(id, delayOf(delayMs), tick);
        guarded(callback, args);
      };
      arm(id, delayOf(delayMs), tick);
      return id;
    },
    clearTimeout: clear,
    clearInterval: clear,
  };
  return {
    timers,
    get pending() {
      return running.size;
    },
  };
}

function delayOf(delayMs: number | undefined): number {
  return Math.max(SHORTEST_DELAY_MS, Math.trunc(Number(delayMs)) || SHORTEST_DELAY_MS);
}
