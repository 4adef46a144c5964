import { randomUUID } from 'node:crypto';
import { BadField, Fields } from '../json-fields.ts';
import type { Switches } from './switches.ts';
import type { MediaOperation, RecordLimits } from './world.ts';

/* Microsoft docs, call: playPrompt, record, subscribeToTone, cancelMediaProcessing. Unknown members are tolerated: the types are open. */

type Range = Pick<Switches, 'outOfRange'>;
export type NewMedia = Omit<MediaOperation, 'callId' | 'cause'>;

const mostPrompts = 20;
const longestContext = 256;
const longestSeconds = 120;
const usualSeconds = 5;

export function readClientContext(body: unknown): string | null {
  if (body === undefined) return null;
  const context = Fields.of(body, '').optionalString('clientContext') ?? null;
  if (context !== null && context.length > longestContext)
    throw new BadField(`clientContext must have at most ${longestContext} characters.`);
  return context;
}

export function readPlayPrompt(body: unknown): NewMedia {
  const prompts = readPrompts(Fields.of(body, ''), 1, mostPrompts);
  return { ...newMedia(body), kind: 'playPrompt', prompts };
}

export function readRecordResponse(body: unknown, range: Range): NewMedia {
  const fields = Fields.of(body, '');
  const prompts = fields.has('prompts') ? readPrompts(fields, 0, 1) : [];
  fields.optionalBoolean('playBeep');
  const bargeIn = fields.optionalBoolean('bargeInAllowed') ?? false;
  return { ...newMedia(body), kind: 'recordResponse', prompts, bargeIn, record: readLimits(fields, range) };
}

/** Only https reaches the provider; for a simulator http will do where the switch allows it. */
export function readCallback(body: unknown, httpsOnly: boolean): string {
  const fields = Fields.of(body, '');
  const text = fields.string('callbackUri');
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol !== 'https:' && (httpsOnly || protocol !== 'http:'))
    throw new BadField('callbackUri must be an absolute https URI.');
  const type = fields.object('mediaConfig').string('@odata.type');
  if (type !== '#microsoft.graph.serviceHostedMediaConfig')
    throw new BadField('mediaConfig must be #microsoft.graph.serviceHostedMediaConfig.');
  return text;
}

function newMedia(body: unknown): Omit<NewMedia, 'kind' | 'prompts'> {
  const operationId = randomUUID();
  return {
    operationId,
    clientContext: readClientContext(body),
    bargeIn: false,
    state: 'queued',
    acceptedAt: Date.now(),
  };
}

function readPrompts(fields: Fields, least: number, most: number): { uri: string }[] {
  const prompts = fields.array('prompts');
  if (prompts.length < least || prompts.length > most)
    throw new BadField(`prompts must have ${least} to ${most} items.`);
  return prompts.map((prompt, index) => {
    const item = Fields.of(prompt, `prompts[${index}]`);
    item.oneOf('@odata.type', ['#microsoft.graph.mediaPrompt']);
    return { uri: item.object('mediaInfo').string('uri') };
  });
}

function readLimits(fields: Fields, range: Range): RecordLimits {
  const stopTones = fields.has('stopTones') ? fields.array('stopTones') : [];
  for (const tone of stopTones)
    if (typeof tone !== 'string' || !/^[0-9*#a-d]$/i.test(tone))
      throw new BadField('stopTones must be characters of a telephone.');
  return {
    initialSilenceSeconds: seconds(fields, 'initialSilenceTimeoutInSeconds', range),
    maxSilenceSeconds: seconds(fields, 'maxSilenceTimeoutInSeconds', range),
    maxDurationSeconds: seconds(fields, 'maxRecordDurationInSeconds', range),
    stopTones: stopTones as string[],
  };
}

function seconds(fields: Fields, name: string, { outOfRange }: Range): number {
  if (outOfRange === 'refuse') return fields.optionalInteger(name, 1, longestSeconds) ?? usualSeconds;
  const value = fields.optionalInteger(name, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) ?? usualSeconds;
  return Math.min(Math.max(value, 1), longestSeconds);
}
