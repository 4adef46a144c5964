import type { ConnectionOptions } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/** Makes Temporal miss the deadline of the RPCs whose paths match, that often. */
export function missingDeadlines(rpcs: RegExp, times = Number.POSITIVE_INFINITY): Interceptor[] {
  let missed = 0;
  const isToMiss = (path: string) => rpcs.test(path) && (missed += 1) <= times;
  return [
    (options, nextCall) =>
      nextCall(
        isToMiss(options.method_definition.path) ? { ...options, deadline: Date.now() - 1 } : options,
        // The type asks for gRPC's own class, of which only this interface is used.
      ) as ReturnType<Interceptor>,
  ];
}
