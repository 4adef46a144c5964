import { executeChild, type ChildWorkflowOptions } from '@temporalio/workflow';
import { fromPromise, type PromiseActorLogic } from 'xstate';
import { asMachineError } from './activity-actor.ts';
import { SynchronousScope } from './synchronous-scope.ts';

/**
 * Makes of a workflow the logic of a promise actor: its result is the done event, and leaving the invoking state cancels it.
 * So does the end of the parent, which by Temporal's default would terminate it before it could react.
 *
 * @param workflow the function, or its name; it is called with the actor's input
 */
export function childWorkflowActor<TInput, TOutput>(
  workflow: string | ((input: TInput) => Promise<TOutput>),
  options: ChildWorkflowOptions = {},
): PromiseActorLogic<TOutput, TInput> {
  return fromPromise<TOutput, TInput>(async ({ input, signal }) => {
    const scope = new SynchronousScope();
    signal.addEventListener('abort', () => scope.cancel());
    try {
      const type = typeof workflow === 'string' ? workflow : workflow.name;
      return (await scope.enter(() =>
        executeChild(type, { parentClosePolicy: 'REQUEST_CANCEL', ...options, args: [input] }),
      )) as TOutput;
    } catch (error) {
      throw asMachineError(error);
    }
  });
}
