import type { WorkflowInterceptors } from '@temporalio/workflow';
import type { CarryOver } from '../host/carry-over.ts';

/** What this run was started with. One workflow has its modules for itself. */
let run: { readonly args: readonly unknown[]; readonly carried: CarryOver | undefined } | undefined;

/**
 * Takes what the last run wrote down off the workflow's arguments, so that the workflow function sees only its own.
 * Among the arguments, and not in a header or the memo, it is seen by the user's payload codec.
 */
export const interceptors = (): WorkflowInterceptors => ({
  inbound: [
    {
      execute(input, next) {
        const last = input.args.at(-1);
        const carried = isCarryOver(last) ? last : undefined;
        const args = carried === undefined ? input.args : input.args.slice(0, -1);
        run = { args, carried };
        return next({ ...input, args });
      },
    },
  ],
});

/** `undefined` when the bundle lacks the interceptor. */
export function thisRun() {
  return run;
}

function isCarryOver(value: unknown): value is CarryOver {
  return typeof value === 'object' && value !== null && (value as Partial<CarryOver>).statechart === 1;
}
