import { CancellationScope, getRandomStream, sleep } from '@temporalio/workflow';
import type { HostPort } from '../host/port.ts';

/** The host's port on Temporal. Everything that the host starts lives in one scope that workflow cancellation does not reach. */
export function createTemporalPort(): HostPort {
  const scope = new CancellationScope({ cancellable: false });
  const shielded = (work: () => void): void => {
    // Runs `work` before it returns: the scope's first step is synchronous. What `work` throws belongs to the caller.
    let thrown: { readonly error: unknown } | undefined;
    void scope.run(async () => {
      try {
        work();
      } catch (error) {
        thrown = { error };
      }
    });
    if (thrown !== undefined) throw thrown.error;
  };
  return {
    now: () => Date.now(),
    wakeAt(dueAt, wake) {
      const timer = new CancellationScope({ cancellable: true, parent: scope });
      // A cancelled timer rejects; nobody waits for it.
      timer
        .run(() => sleep(dueAt - Date.now()))
        .then(
          () => shielded(wake),
          () => undefined,
        );
      return { cancel: () => timer.cancel() };
    },
    withRandomStream: (name, work) => getRandomStream(name).with(work),
    shielded,
  };
}
