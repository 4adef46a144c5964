import { z } from 'zod';
import { withoutWho } from '../provider-words.ts';
import { Code, Text, tolerated } from '../tolerant-fields.ts';

/** A member of an enumeration, which Graph's schema and its samples write in different cases. What is no word is none. */
export const enumeration = Text.regex(/^\w{1,64}$/).transform((text) => text.toLowerCase());

/** What can be an id; anything else may be somebody's text. */
export const SAFE_ID = /^[\w.-]{1,256}$/;

export const ResultInfo = z.object({ code: tolerated(Code), subcode: tolerated(Code), message: tolerated(Text) });

export const MediaState = z.object({ audio: tolerated(enumeration) });

/** `resultInfo` as our words have it. */
export function wordsOf(resultInfo: z.output<typeof ResultInfo> | undefined) {
  const { code, subcode, message } = resultInfo ?? {};
  return {
    ...(code !== undefined && { code }),
    ...(subcode !== undefined && { subCode: subcode }),
    ...(message !== undefined && { message: withoutWho(message) }),
  };
}
