import type { SnapshotFrom } from 'xstate';
import { callWorkflowId, mediaOperationId } from '../../contract/media-ids.ts';
import type { graphCallMachine } from '../../machines/graph-call.ts';
import { recordOf } from '../../machines/graph-call/model.ts';
import type { SeenTransition } from '../../statechart/workflow/index.ts';
import { OperationMetrics, type MeasuredOperation } from './operation-metrics.ts';
import { StateTimes } from './state-times.ts';

type Snapshot = SnapshotFrom<typeof graphCallMachine>;

/** Measures a call, and each of its media operations. */
export function watchGraphCall(): (seen: SeenTransition<Snapshot>) => void {
  const metrics = new OperationMetrics();
  const times = new StateTimes();
  return ({ transition, before, snapshot }) => {
    const { call, operations } = snapshot.context;
    metrics.changed(callWorkflowId(call.callId), before && measured(before), measured(snapshot));
    // There may be thousands, and most transitions are none of theirs.
    if (before?.context.operations !== operations) {
      for (const [key, record] of Object.entries(operations)) {
        const known = before?.context.operations[key];
        if (known !== record) metrics.changed(mediaOperationId(call.callId, key), known, record);
      }
    }
    const kind = kindOf(transition.actor, snapshot);
    for (const { state, ms } of times.leftBy(transition)) metrics.left(kind, state, ms);
  };
}

function measured({ context: { call, outcome } }: Snapshot): MeasuredOperation {
  return { kind: 'graphCall', requestedAt: call.requestedAt, ...(outcome && { outcome }) };
}

/** Of the call itself, or of the operation whose machine it is. */
function kindOf(actor: string | undefined, { context }: Snapshot): MeasuredOperation['kind'] {
  return (actor === undefined ? undefined : recordOf(context, actor)?.kind) ?? 'graphCall';
}
