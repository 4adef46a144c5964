import { z } from 'zod';
import { addParticipantOutcome, cancelFate } from './add-participant-outcome.schema.ts';
import { exactly } from './exactly.schema.ts';
import type { OperationState, OperationStatus, OperationTransition, OperationView } from './operation-view.ts';
import { time } from './outcome.schema.ts';

export const operationState: z.ZodType<OperationState> = z
  .lazy(() => z.union([z.string(), z.record(z.string(), operationState)]))
  .meta({ id: 'OperationState', description: 'A name, or the active state of each region.' });

/** Members that a transition has, whatever it is of. */
export const transition = {
  revision: z.int().min(0),
  at: time,
  event: z.string().meta({ description: 'What caused it: the type of an event.' }),
  from: operationState.exactOptional(),
  to: operationState,
};

export const operationTransition = exactly<OperationTransition>()(
  z.object(transition).meta({ id: 'OperationTransition' }),
);

export const operationPhase = z.enum(['pending', 'cancelling', 'settled']);
export const acceptedCommands = z
  .array(z.literal('cancel'))
  .meta({ description: 'What the operation can be told to do now.' });
export const correlation = z.string().exactOptional().meta({ description: 'The caller’s own words.' });
export const contradictions = z
  .array(z.string())
  .meta({ description: 'What the provider told against what it told before, in its order.' });
export const notAfter = time.meta({ description: 'After it the operation is not sent any more.' });

const status = z.object({
  operationId: z.string(),
  kind: z.literal('addParticipant'),
  provider: z.literal('acs'),
  callId: z.string(),
  phase: operationPhase,
  state: operationState,
  outcome: addParticipantOutcome.exactOptional(),
  cancel: cancelFate.exactOptional(),
  correlation,
  acceptedCommands,
  revision: z.int().min(0).meta({ description: 'Grows with every transition; also the ETag.' }),
  notAfter,
  requestedAt: time,
  contradictions,
});

export const operationStatus = exactly<OperationStatus>()(
  status.meta({ id: 'OperationStatus', description: 'Where an operation that adds a participant stands.' }),
);

export const operationView = exactly<OperationView>()(
  status
    .extend({
      updatedAt: time.meta({ description: 'Of the latest transition.' }),
      transitions: z.array(operationTransition).meta({ description: 'The latest 50.' }),
    })
    .meta({ id: 'OperationView', description: 'All that can be said of an operation that adds a participant.' }),
);
