import { z } from 'zod';
import { exactly } from './exactly.schema.ts';
import type { GraphCallOutcome, MediaCancel, MediaCancelledBy, MediaKind, MediaOutcome, Tone } from './graph-media.ts';
import type { MediaFailureReason } from './media-result.ts';
import { evidence, providerWords, time } from './outcome.schema.ts';

export const mediaKind = exactly<MediaKind>()(z.enum(['playPrompt', 'recordResponse', 'subscribeToTone']));

const cancelledBy = exactly<MediaCancelledBy>()(
  z.enum(['neverSent', 'mediaCancelled', 'bargedIn', 'lateCancel', 'unasked']),
);

const failureReason = exactly<MediaFailureReason>()(
  z.enum([
    'expired',
    'throttled',
    'credentials',
    'unreachable',
    'notEstablished',
    'forbidden',
    'invalid',
    'silence',
    'unplayable',
    'providerFault',
    'other',
  ]),
);

export const mediaOutcome = exactly<MediaOutcome>()(
  z
    .union([
      z
        .object({
          type: z.literal('completed'),
          recordingLocation: z
            .string()
            .exactOptional()
            .meta({ description: 'Where Graph keeps a recording, until soon after the call’s end.' }),
          ...evidence,
          ...providerWords,
        })
        .meta({ description: 'Graph has told its end.' }),
      z
        .object({ type: z.literal('cancelled'), how: cancelledBy, ...evidence, ...providerWords })
        .meta({ description: 'It was never sent, or did not come to its end.' }),
      z
        .object({
          type: z.literal('failed'),
          reason: failureReason,
          recordingLocation: z.string().exactOptional().meta({ description: 'Of a recording: what there is of it.' }),
          neededPermission: z
            .string()
            .exactOptional()
            .meta({ description: 'Of `forbidden`: the permission that the request needs.' }),
          knownCauses: z
            .array(z.string())
            .exactOptional()
            .meta({ description: 'Of `forbidden`: why Graph may have refused, as far as it is known.' }),
          ...evidence,
          ...providerWords,
        })
        .meta({ description: 'Graph would not, or could not.' }),
      z.object({ type: z.literal('lost'), ...evidence }).meta({ description: 'Nobody knows whether it was heard.' }),
      z.object({ type: z.literal('callEnded'), ...evidence }).meta({ description: 'The call is over.' }),
    ])
    .meta({ id: 'MediaOutcome' }),
);

export const graphCallOutcome = exactly<GraphCallOutcome>()(
  z.object({ type: z.literal('ended'), ...evidence, ...providerWords }).meta({ id: 'GraphCallOutcome' }),
);

export const mediaCancel = exactly<MediaCancel>()(
  z
    .object({
      cancelId: z.string(),
      epoch: z.int().meta({ description: 'The one that it ends.' }),
      operationIds: z.array(z.string()).meta({ description: 'What was open when it was asked for.' }),
      requestedAt: time,
      state: z.enum(['sent', 'confirmed', 'refused', 'unconfirmed', 'callEnded']),
      code: z.string().exactOptional().meta({ description: 'Graph’s, where it refused.' }),
    })
    .meta({ id: 'MediaCancel', description: 'A cancel of all media of a call.' }),
);

export const tone = exactly<Tone>()(
  z
    .object({
      sequenceId: z.int(),
      tone: z.string().exactOptional().meta({
        description: '`tone0` to `tone9`, `star`, `pound`, `a` to `d`, `flash`; missing where tones are not kept.',
      }),
      missingBefore: z.int().exactOptional().meta({ description: 'How many before it were not told within the wait.' }),
      late: z.literal(true).exactOptional().meta({ description: 'A later one was told before it.' }),
    })
    .meta({ id: 'Tone' }),
);
