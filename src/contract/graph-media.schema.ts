import { z } from 'zod';
import { exactly } from './exactly.schema.ts';
import type { GraphCloud } from './graph-activities.ts';
import { GUID } from './guid.ts';
import { notAfterField } from './not-after.schema.ts';

const LONGEST_URI = 2_048;
const SECONDS = 'must be a whole number of seconds from 1 to 120';
/** Ours: Graph names no limit for the length of a prompt. */
const LONGEST_WAIT_SECONDS = 3_600;

const clouds = ['global', 'usGovernment', 'usGovernmentDod', 'china'] as const;

export const graphCloud = exactly<GraphCloud>()(z.enum(clouds, { error: `must be one of ${clouds.join(', ')}` }));

/** What a service says when it adopts a call. */
export const adoptionBody = z
  .strictObject({
    tenantId: z.string().regex(GUID, 'must be the id of the call’s tenant, a GUID').toLowerCase(),
    cloud: graphCloud.optional().meta({ description: 'The server’s, unless another is named.' }),
    keepTones: z.boolean().default(true).meta({
      description:
        'Whether the tones that are pressed are kept; otherwise only their numbers, and what is missing. A later adoption changes nothing.',
    }),
  })
  .meta({ examples: [{ tenantId: '3f1c2a10-9d4b-4f0e-8a6c-1b2d3e4f5a6b' }] });

/** @see Microsoft Learn, mediaInfo: WAV, mono, 16 bit, 16 kHz; what is there is found out by Graph only */
const prompt = z.strictObject({
  uri: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .max(LONGEST_URI, `must be at most ${LONGEST_URI} characters`),
  resourceId: z.string().min(1).max(256).optional().meta({ description: 'Under which Graph caches the audio.' }),
});

const policy = {
  onAmbiguity: z
    .enum(['atMostOnce', 'atLeastOnce'], { error: 'must be atMostOnce or atLeastOnce' })
    .default('atMostOnce')
    .meta({
      description:
        'What is done where nobody knows whether Graph took it: `lost`, or sent again and perhaps heard twice.',
    }),
  notAfter: notAfterField(
    'After it the operation is not sent any more; at most 24 hours ahead. Unless it is given: 60 s after acceptance, and for `atLeastOnce` its time limit more.',
  ),
  correlation: z.string().min(1).max(256).optional().meta({
    description: 'The caller’s own words, kept with the operation and never sent to Graph. Nothing personal.',
  }),
};

const timeLimitSeconds = z
  .int('must be a whole number of seconds')
  .min(1, `must be 1 to ${LONGEST_WAIT_SECONDS} seconds`)
  .max(LONGEST_WAIT_SECONDS, `must be 1 to ${LONGEST_WAIT_SECONDS} seconds`);

/** @see Microsoft Learn, call: playPrompt, "Request body": at most 20 prompts; `loop` is accepted and ignored by v1.0 */
export const promptBody = z
  .strictObject({
    prompts: z.array(prompt).min(1, 'must have 1 to 20 prompts').max(20, 'must have 1 to 20 prompts'),
    timeLimitSeconds: timeLimitSeconds
      .default(300)
      .meta({ description: 'How long the end of the prompts is waited for, from their turn on.' }),
    ...policy,
  })
  .meta({ examples: [{ prompts: [{ uri: 'https://audio.example.com/hello.wav' }], correlation: 'ticket 4711' }] });

const seconds = z.int(SECONDS).min(1, SECONDS).max(120, SECONDS);

/** @see Microsoft Learn, call: recordResponse, "Request body": one prompt, 1 to 120 s each, default 5 */
export const recordingBody = z
  .strictObject({
    prompt: prompt.optional(),
    bargeInAllowed: z.boolean().default(false),
    initialSilenceTimeoutSeconds: seconds.default(5),
    maxSilenceTimeoutSeconds: seconds.default(5),
    maxRecordDurationSeconds: seconds.default(5),
    playBeep: z.boolean().default(true),
    stopTones: z
      .array(z.string().regex(/^[0-9*#a-dA-D]$/, 'must be a single character: 0 to 9, *, #, or a to d'))
      .max(16, 'must have at most 16 tones')
      .default([]),
    timeLimitSeconds: timeLimitSeconds.optional().meta({
      description: 'How long its end is waited for; what its limits add up to, and 60 s more, unless it is given.',
    }),
    ...policy,
  })
  .meta({
    examples: [
      {
        prompt: { uri: 'https://audio.example.com/say-your-name.wav' },
        maxRecordDurationSeconds: 20,
        stopTones: ['#'],
      },
    ],
  });

/** It has nothing of its own, so that it may be missing: Fastify hands on `null` then. */
export const toneSubscriptionBody = z.preprocess(
  (body) => body ?? {},
  z.strictObject(policy).meta({ examples: [{ correlation: 'ticket 4711' }] }),
);
