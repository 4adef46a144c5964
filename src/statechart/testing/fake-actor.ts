import { fromPromise, type AnyActorRef, type PromiseActorLogic } from 'xstate';

import { surroundings } from './simulated-globals.ts';

/**
 * Makes of a plain function the logic of a promise actor that behaves in a test as an activity does: it begins when the
 * step that asks for it is over, its input and result travel as JSON, it is not called again by a replay, and its
 * signal is aborted when the state is left. For actors of child machines; those of the machine under test are given by name.
 */
export function fakeActivity<TInput, TOutput>(
  fake: (input: TInput, context: { readonly signal: AbortSignal }) => TOutput | Promise<TOutput>,
): PromiseActorLogic<TOutput, TInput> {
  return fromPromise<TOutput, TInput>(async ({ input, signal, self }) => {
    const activities = surroundings()?.activities;
    if (activities === undefined) return fake(input, { signal });
    return (await activities.schedule(nameOf(self), input, fake, signal)) as TOutput;
  });
}

function nameOf(actor: Pick<AnyActorRef, 'id' | 'src'>): string {
  return typeof actor.src === 'string' ? actor.src : actor.id;
}
