import { z } from 'zod';
import { mediaKind } from './graph-media-outcome.schema.ts';

const operationId = z.string().meta({ description: 'Where to ask for it: `/v1/operations/{operationId}`.' });

/** What a start is answered with. */
export const acceptedParticipant = z
  .object({ operationId, kind: z.literal('addParticipant'), provider: z.literal('acs'), callId: z.string() })
  .meta({ id: 'AcceptedParticipant' });

export const acceptedMedia = z
  .object({ operationId, kind: mediaKind, provider: z.literal('graph'), callId: z.string() })
  .meta({ id: 'AcceptedMedia' });

/** What it is about is missing while no worker answers. */
export const acceptedMediaCancel = z
  .object({
    cancelId: z.string(),
    epoch: z.int().exactOptional().meta({ description: 'The one that it ends.' }),
    operationIds: z
      .array(z.string())
      .readonly()
      .exactOptional()
      .meta({ description: 'What was open when it was asked for.' }),
  })
  .meta({ id: 'AcceptedMediaCancel', description: '`epoch` and `operationIds` are missing while no worker answers.' });

export const unseenOperation = z
  .object({ operationId })
  .meta({ id: 'UnseenOperation', description: 'The wish is taken; there is no worker to ask for the view.' });
