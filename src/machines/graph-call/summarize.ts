import type { AnyActorRef } from 'xstate';
import type { GraphCallSummary } from '../../contract/graph-media.ts';
import type { Context } from './model.ts';
import { openIn } from './queue.ts';

interface Snapshot {
  readonly context: Context;
  readonly children: Readonly<Record<string, AnyActorRef | undefined>>;
}

/** What callers need to know of a call at once; all else is in the view's context. */
export function summarizeGraphCall({ context, children }: Snapshot): GraphCallSummary {
  const { call, epoch, cancels, toneSubscription, outcome } = context;
  const cancel = cancels.at(-1);
  return {
    kind: 'graphCall',
    callId: call.callId,
    phase: outcome === undefined ? 'pending' : 'settled',
    epoch,
    open: openIn(context).map((operationId) => ({ operationId, state: valueOf(children[operationId]) })),
    ...(cancel && { cancel }),
    ...(toneSubscription !== undefined && { toneSubscription }),
  };
}

function valueOf(child: AnyActorRef | undefined): unknown {
  return (child?.getSnapshot() as { readonly value?: unknown } | undefined)?.value ?? 'held';
}
