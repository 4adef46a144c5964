import { sleep } from '@temporalio/workflow';
import type { HostPort } from '../host/port.ts';
import { withRandomStream } from './random-stream.ts';
import { SynchronousScope } from './synchronous-scope.ts';

/** The host's port on Temporal. Everything that the host starts lives in one scope that workflow cancellation does not reach. */
export function createTemporalPort(): HostPort {
  const scope = new SynchronousScope({ cancellable: false });
  return {
    now: () => Date.now(),
    wakeAt(dueAt, wake) {
      const timer = new SynchronousScope({ cancellable: true, parent: scope });
      // A cancelled timer rejects; nobody waits for it.
      timer
        .enter(() => sleep(dueAt - Date.now()))
        .then(
          () => scope.enter(wake),
          () => undefined,
        );
      return { cancel: () => timer.cancel() };
    },
    withRandomStream,
    shielded: (work) => scope.enter(work),
  };
}
