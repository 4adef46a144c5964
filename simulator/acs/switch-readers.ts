import { BadField, Fields } from '../json-fields.ts';
import type { Reader } from '../switch-readers.ts';
import type { ResultInformation } from './world.ts';

/** How a request is answered that has no sure outcome. `code` is the HTTP status where the request itself is refused. */
export interface ChosenAnswer<Name extends string> {
  answer: Name;
  code: number;
  subCode: number;
}

function chosenAnswer<Name extends string>(...answers: Name[]): Reader<ChosenAnswer<Name>> {
  return (value, path, current) => {
    const fields = Fields.of(value, path).onlyKnown(['answer', 'code', 'subCode']);
    const answer = fields.optionalOneOf('answer', answers) ?? current.answer;
    const code = fields.optionalInteger('code', 0, 999) ?? current.code;
    if (answer === 'refuse' && (code < 400 || code > 599))
      throw new BadField(`${path}.code must be an HTTP error status to refuse with.`);
    return { answer, code, subCode: fields.optionalInteger('subCode', 0, 999_999) ?? current.subCode };
  };
}

/** A cancel or a removal that cannot succeed. */
export type CancelAnswer = ChosenAnswer<'failedEvent' | 'refuse' | 'succeededEvent' | 'noEvent'>;
export const cancelAnswer = chosenAnswer('failedEvent', 'refuse', 'succeededEvent', 'noEvent');

/** An add of somebody who is in the call: `rings` as if they were not. */
export type AddPresentAnswer = ChosenAnswer<'rings' | 'succeededEvent' | 'failedEvent' | 'refuse'>;
export const addPresentAnswer = chosenAnswer('rings', 'succeededEvent', 'failedEvent', 'refuse');

/** A removal of somebody who is in the call: with all but `removes` they stay. */
export type RemovePresentAnswer = ChosenAnswer<'removes' | 'succeededEvent' | 'failedEvent' | 'refuse' | 'noEvent'>;
export const removePresentAnswer = chosenAnswer('removes', 'succeededEvent', 'failedEvent', 'refuse', 'noEvent');

export const resultInformation: Reader<ResultInformation> = (value, path, current) => {
  const fields = Fields.of(value, path).onlyKnown(['code', 'subCode', 'message']);
  return {
    code: fields.optionalInteger('code', 0, 999) ?? current.code,
    subCode: fields.optionalInteger('subCode', 0, 999_999) ?? current.subCode,
    message: fields.optionalString('message') ?? current.message,
  };
};
