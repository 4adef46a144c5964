import { z } from 'zod';

/** Members of an outcome: on what it rests, and what the provider said. */
export const evidence = {
  evidence: z
    .enum(['event', 'response', 'participantList', 'callState', 'assumed'])
    .meta({ description: 'On what the outcome rests.' }),
};

export const providerWords = {
  code: z.string().exactOptional().meta({ description: 'The provider’s.' }),
  subCode: z.string().exactOptional().meta({ description: 'The provider’s.' }),
  message: z.string().exactOptional().meta({ description: 'The provider’s.' }),
};

export const time = z.iso.datetime({ offset: true });
