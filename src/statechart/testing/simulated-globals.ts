import { AsyncLocalStorage } from 'node:async_hooks';
import type { ActivityCalls } from './activity-calls.ts';

/** The timers of a global object, as simulated code sees them. */
interface TimerGlobals {
  readonly setTimeout: (callback: (...args: unknown[]) => unknown, delayMs?: number, ...args: unknown[]) => number;
  readonly clearTimeout: (id?: number) => void;
  readonly setInterval: (callback: (...args: unknown[]) => unknown, delayMs?: number, ...args: unknown[]) => number;
  readonly clearInterval: (id?: number) => void;
}

/** What stands in for the clock, chance and timers of the process. */
export interface Surroundings {
  now(): number;
  random(): number;
  readonly timers: TimerGlobals;
  /** Where faked actors are called; absent outside of a machine. */
  readonly activities?: ActivityCalls | undefined;
}

type Replaced = TimerGlobals & { Date: DateConstructor };

const TIMER_NAMES = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const;

const inUse = new AsyncLocalStorage<Surroundings>();
let users = 0;
let putBack = (): void => undefined;

/** Those of whoever is calling; `undefined` in the real world. */
export function surroundings(): Surroundings | undefined {
  return inUse.getStore();
}

/**
 * Runs `work` with simulated `Date`, `Math.random`, `setTimeout`, `setInterval` and their likes. What `work` starts and
 * continues later (promises, `await`) keeps seeing them for as long as somebody simulates; other code never does.
 */
export function within<T>(simulated: Surroundings, work: () => T): T {
  begin();
  try {
    return inUse.run(simulated, work);
  } finally {
    end();
  }
}

/** Keeps the simulation up until `work` has resolved, so that what was started within goes on in it. */
export async function whileSimulating<T>(work: () => Promise<T>): Promise<T> {
  begin();
  try {
    return await work();
  } finally {
    end();
  }
}

function begin(): void {
  if (++users === 1) putBack = replaceGlobals();
}

function end(): void {
  if (--users === 0) putBack();
}

/** Replaces the globals by ones that ask who is calling. Returns what puts the real ones back. */
function replaceGlobals(): () => void {
  const globals = globalThis as unknown as Replaced;
  const { setTimeout, clearTimeout, setInterval, clearInterval, Date: RealDate } = globals;
  const real = { setTimeout, clearTimeout, setInterval, clearInterval, Date: RealDate };
  const realRandom = Math.random;

  for (const name of TIMER_NAMES) {
    const simulated = (...args: unknown[]): unknown => {
      const timers = inUse.getStore()?.timers ?? real;
      return (timers[name] as (...given: unknown[]) => unknown)(...args);
    };
    Object.assign(globals, { [name]: simulated });
  }
  globals.Date = simulatedDate(RealDate);
  Math.random = () => inUse.getStore()?.random() ?? realRandom();
  return () => {
    Object.assign(globals, real);
    Math.random = realRandom;
  };
}

/** As in a workflow: only the present is another, and every date is an instance of the real class. */
function simulatedDate(RealDate: DateConstructor): DateConstructor {
  const now = (): number => inUse.getStore()?.now() ?? RealDate.now();
  return new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: (target) => new target(now()).toString(),
    get: (target, property, receiver) =>
      property === 'now' ? now : (Reflect.get(target, property, receiver) as unknown),
  });
}
