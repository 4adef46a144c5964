import type { SnapshotFrom } from 'xstate';
import type { addParticipantMachine } from '../../machines/add-participant.ts';
import type { SeenTransition } from '../../statechart/workflow/index.ts';
import { OperationMetrics, type MeasuredOperation } from './operation-metrics.ts';
import { StateTimes } from './state-times.ts';

type Snapshot = SnapshotFrom<typeof addParticipantMachine>;

/** Measures one operation from its first transition to its last. */
export function watchAddParticipant(): (seen: SeenTransition<Snapshot>) => void {
  const metrics = new OperationMetrics();
  const times = new StateTimes();
  return ({ transition, before, snapshot }) => {
    const { operationId } = snapshot.context.request;
    metrics.changed(operationId, before && measured(before), measured(snapshot));
    for (const { state, ms } of times.leftBy(transition)) metrics.left('addParticipant', state, ms);
  };
}

function measured({ context: { request, outcome, contradictions } }: Snapshot): MeasuredOperation {
  return {
    kind: 'addParticipant',
    requestedAt: request.requestedAt,
    ...(outcome && { outcome }),
    contradictions,
  };
}
