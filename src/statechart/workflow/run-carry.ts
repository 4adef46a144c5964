import type { WorkflowInterceptors } from '@temporalio/workflow';
import type { CarryOver } from '../host/carry-over.ts';
import { isStartRecord, type StartRecord } from '../messages.ts';

/** What this run was started with. One workflow has its modules for itself. */
let run: Run | undefined;

interface Run {
  /** The workflow function's own. */
  readonly args: readonly unknown[];
  /** Absent where it was started by another client than ours. */
  readonly started: StartRecord | undefined;
  readonly carried: CarryOver | undefined;
}

/**
 * Takes how the instance was started, and what the last run wrote down, off the workflow's arguments, so that the workflow
 * function sees only its own. Among the arguments, and not in a header or the memo, they are seen by the user's payload codec.
 */
export const interceptors = (): WorkflowInterceptors => ({
  inbound: [
    {
      execute(input, next) {
        const args = [...input.args];
        const carried = takeLast(args, isCarryOver);
        const started = takeLast(args, isStartRecord);
        run = { args, started, carried };
        return next({ ...input, args });
      },
    },
  ],
});

/** The arguments of the next run. */
export function argumentsWith({ args, started }: Run, carried: CarryOver): unknown[] {
  return [...args, ...(started === undefined ? [] : [started]), carried];
}

/** `undefined` when the bundle lacks the interceptor. */
export function thisRun(): Run | undefined {
  return run;
}

function takeLast<T>(args: unknown[], is: (argument: unknown) => argument is T): T | undefined {
  const last = args.at(-1);
  if (!is(last)) return undefined;
  args.pop();
  return last;
}

function isCarryOver(value: unknown): value is CarryOver {
  return typeof value === 'object' && value !== null && (value as Partial<CarryOver>).statechart === 1;
}
