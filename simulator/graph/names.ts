/** What can be asked of the provider. */
export const operations = [
  'createCall',
  'getCall',
  'deleteCall',
  'keepAlive',
  'answer',
  'playPrompt',
  'recordResponse',
  'subscribeToTone',
  'cancelMediaProcessing',
  'getOperation',
] as const;

export type OperationName = (typeof operations)[number];

export const callStates = [
  'incoming',
  'establishing',
  'established',
  'hold',
  'transferring',
  'transferAccepted',
  'redirecting',
  'terminating',
  'terminated',
] as const;

export type CallState = (typeof callStates)[number];

/** What means nothing to whoever only plays and records. */
export const companionTypes = ['roster', 'deltaRoster', 'mute', 'unmute', 'unknownResource', 'unknownType'] as const;

export type CompanionType = (typeof companionTypes)[number];

/** What notifications tell of: a state of the call, a tone, the end of a media operation, or something else. */
export const eventTypes = [...callStates, 'tone', 'playPrompt', 'recordResponse', ...companionTypes] as const;

export type EventType = (typeof eventTypes)[number];

/** The operation that brings an event about. */
export const operationOf: Record<string, string> = {
  establishing: 'createCall',
  established: 'createCall',
  terminating: 'deleteCall',
  terminated: 'deleteCall',
  playPrompt: 'playPrompt',
  recordResponse: 'recordResponse',
};

export const tones = [
  'tone0',
  'tone1',
  'tone2',
  'tone3',
  'tone4',
  'tone5',
  'tone6',
  'tone7',
  'tone8',
  'tone9',
  'star',
  'pound',
  'a',
  'b',
  'c',
  'd',
  'flash',
] as const;

export type Tone = (typeof tones)[number];

/** As stop tones are written: `1` for tone1, `*` for star, `#` for pound. */
export function characterOf(tone: Tone): string {
  if (tone === 'star') return '*';
  if (tone === 'pound') return '#';
  return tone.replace('tone', '');
}
