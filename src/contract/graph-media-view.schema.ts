import { z } from 'zod';
import { cancelFate } from './add-participant-outcome.schema.ts';
import { exactly } from './exactly.schema.ts';
import { graphCloud } from './graph-media.schema.ts';
import { graphCallOutcome, mediaCancel, mediaKind, mediaOutcome, tone } from './graph-media-outcome.schema.ts';
import type { GraphCallView, MediaOperationView } from './graph-media-view.ts';
import {
  acceptedCommands,
  contradictions,
  correlation,
  notAfter,
  operationPhase,
  operationState,
  operationTransition,
  transition,
} from './operation-view.schema.ts';
import { time } from './outcome.schema.ts';

const operationOfACall = {
  operationId: z.string(),
  kind: mediaKind,
  provider: z.literal('graph'),
  callId: z.string(),
  phase: operationPhase,
  state: operationState,
  outcome: mediaOutcome.exactOptional(),
  cancel: cancelFate.exactOptional(),
  correlation,
  epoch: z.int().exactOptional().meta({ description: 'In which it was sent.' }),
  graphOperationId: z.string().exactOptional().meta({ description: 'Graph’s id of it.' }),
  ghosts: z
    .int()
    .exactOptional()
    .meta({ description: 'How often the end of an earlier send of it was told: it was perhaps heard more than once.' }),
  recordingLocation: z
    .string()
    .exactOptional()
    .meta({ description: 'Of a recording, where Graph told it after an outcome that has none.' }),
  acceptedCommands,
  revision: z
    .int()
    .min(0)
    .meta({ description: 'Of the call: it grows with every transition of the call and of its operations.' }),
  notAfter,
  requestedAt: time,
  updatedAt: time,
  contradictions,
};

export const mediaOperationView = exactly<MediaOperationView>()(
  z
    .object({
      ...operationOfACall,
      transitions: z
        .array(operationTransition)
        .meta({ description: 'Those of its own among the latest 50 of its call.' }),
    })
    .meta({ id: 'MediaOperationView', description: 'All that can be said of a media operation.' }),
);

export const graphCallView = exactly<GraphCallView>()(
  z
    .object({
      kind: z.literal('graphCall'),
      provider: z.literal('graph'),
      callId: z.string(),
      tenantId: z.string(),
      cloud: graphCloud,
      phase: z.enum(['pending', 'settled']),
      state: operationState.meta({ description: 'Of each concern: call, media, keepAlive, tones.' }),
      outcome: graphCallOutcome.exactOptional(),
      callState: z.string().exactOptional().meta({ description: 'In Graph’s word, as far as it is known.' }),
      audio: z.string().exactOptional().meta({ description: 'In Graph’s word, as far as it is known.' }),
      audioIsAssumed: z
        .literal(true)
        .exactOptional()
        .meta({ description: 'Graph has said nothing of the audio: it is taken for active.' }),
      epoch: z.int().meta({ description: 'Grows with every cancel of all media.' }),
      fence: z
        .enum(['confirmed', 'unconfirmed'])
        .meta({ description: 'Whether Graph has confirmed the cancel that ended the epoch before.' }),
      queue: z.array(z.string()).meta({ description: 'The ids of what is held here, in order.' }),
      operations: z
        .array(z.object(operationOfACall))
        .meta({ description: 'What is open, and the latest 50 of what has ended; without their transitions.' }),
      toneSubscription: z.string().exactOptional().meta({ description: 'The operation by which tones are told.' }),
      keepTones: z.boolean().meta({ description: 'Whether `tones` says which ones were pressed.' }),
      tones: z.array(tone).meta({ description: 'The latest 100.' }),
      cancels: z.array(mediaCancel).meta({ description: 'The latest 20.' }),
      aliveAt: time.meta({ description: 'The latest success of keepAlive, or the adoption.' }),
      requestedAt: time,
      updatedAt: time,
      revision: z.int().min(0).meta({ description: 'Grows with every transition; also the ETag.' }),
      transitions: z
        .array(z.object({ ...transition, operationId: z.string().exactOptional() }))
        .meta({ description: 'The latest 50, those of its operations among them.' }),
    })
    .meta({ id: 'GraphCallView', description: 'All that can be said of a Graph call that was adopted.' }),
);
