import type { ConnectionOptions } from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/** Makes Temporal miss the deadline of the RPCs whose paths match. */
export function missingDeadlines(rpcs: RegExp): Interceptor[] {
  return [
    (options, nextCall) =>
      nextCall(
        rpcs.test(options.method_definition.path) ? { ...options, deadline: Date.now() - 1 } : options,
        // The type asks for gRPC's own class, of which only this interface is used.
      ) as ReturnType<Interceptor>,
  ];
}
