import { fromPromise } from 'xstate';

/** An actor of a machine that stands for an activity. The workflow provides the durable one; a test provides its own. */
export function providedLater<Activity extends (request: never) => Promise<unknown>>(name: string) {
  return fromPromise<Awaited<ReturnType<Activity>>, Parameters<Activity>[0]>(() =>
    Promise.reject(new Error(`the actor "${name}" was not provided`)),
  );
}
