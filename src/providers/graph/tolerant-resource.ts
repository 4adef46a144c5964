import { z } from 'zod';
import { withoutWho } from '../provider-words.ts';
import { Code, Text, tolerated } from '../tolerant-fields.ts';

/** Graph's schema and its samples write the same value in different cases. */
export const lowerCase = Text.transform((text) => text.toLowerCase());

/** What can be an id; anything else may be somebody's text. */
export const SAFE_ID = /^[\w.-]{1,256}$/;

export const ResultInfo = z.object({ code: tolerated(Code), subcode: tolerated(Code), message: tolerated(Text) });

export const MediaState = z.object({ audio: tolerated(lowerCase) });

/** `resultInfo` as our words have it. */
export function wordsOf(resultInfo: z.output<typeof ResultInfo> | undefined) {
  const { code, subcode, message } = resultInfo ?? {};
  return {
    ...(code !== undefined && { code }),
    ...(subcode !== undefined && { subCode: subcode }),
    ...(message !== undefined && { message: withoutWho(message) }),
  };
}
