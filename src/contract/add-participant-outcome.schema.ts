import { z } from 'zod';
import type { AddParticipantOutcome, CancelFate } from './add-participant.ts';
import { exactly } from './exactly.schema.ts';
import type { FailureReason } from './failure-reason.ts';
import { evidence, providerWords, time } from './outcome.schema.ts';

const failureReason = exactly<FailureReason>()(
  z.enum([
    'declined',
    'noAnswer',
    'busy',
    'unreachable',
    'forbidden',
    'invalid',
    'cancelled',
    'answeredElsewhere',
    'removed',
    'callEnded',
    'callNotEstablished',
    'throttled',
    'credentials',
    'notInCall',
    'providerFault',
    'other',
    'expired',
    'clockSkew',
  ]),
);

export const addParticipantOutcome = exactly<AddParticipantOutcome>()(
  z
    .union([
      z
        .object({
          type: z.literal('added'),
          notRemoved: z
            .enum(['policy', 'notProvenOurs', 'newerOperation', 'refused', 'notAnswered'])
            .exactOptional()
            .meta({ description: 'Why somebody who joined although we cancelled is still there.' }),
          wasThereBefore: z
            .literal(true)
            .exactOptional()
            .meta({ description: 'No event told of a join, and the person was in the call before the invitation.' }),
          ...evidence,
        })
        .meta({ description: 'The person joined.' }),
      z
        .object({ type: z.literal('failed'), reason: failureReason, ...evidence, ...providerWords })
        .meta({ description: 'The person is not in the call.' }),
      z
        .object({
          type: z.literal('cancelled'),
          how: z.enum(['neverSent', 'invitationCancelled', 'removedAfterJoining', 'leftBeforeRemoval']),
          ...evidence,
          ...providerWords,
        })
        .meta({ description: 'The invitation is not open any more, and nobody is in the call by it.' }),
      z.object({ type: z.literal('callEnded'), ...evidence }).meta({ description: 'The call is over.' }),
      z
        .object({ type: z.literal('undetermined'), ...evidence })
        .meta({ description: 'The provider could not be asked, or no answer of it proved anything.' }),
    ])
    .meta({ id: 'AddParticipantOutcome' }),
);

export const cancelFate = exactly<CancelFate>()(
  z
    .object({
      requestedAt: time,
      state: z.enum(['waitingForId', 'sent', 'accepted', 'refused', 'confirmed', 'notPossible', 'unknown']),
      code: z.string().exactOptional().meta({ description: 'The provider’s, where it refused.' }),
    })
    .meta({ id: 'CancelFate', description: 'What became of the wish to cancel.' }),
);
