import type { AddParticipantOutcome } from '../src/contract/add-participant.ts';
import type { MediaOutcome } from '../src/contract/graph-media.ts';
import type { Evidence, ProviderWords } from '../src/contract/outcome.ts';
import type { OperationState } from '../src/contract/operation-view.ts';

const EVIDENCE: Readonly<Record<Evidence['evidence'], string>> = {
  event: 'told by an event',
  response: 'told by a response',
  participantList: 'seen in the list of participants',
  callState: 'seen in the state of the call',
  assumed: 'assumed',
};

/** `invitation: ringing · cancellation: not wanted`. What goes on within one of these is left out. */
export function stateInWords(state: OperationState): string {
  if (typeof state === 'string') return spaced(state);
  return Object.entries(state)
    .map(([region, inside]) => (region === 'open' ? stateInWords(inside) : `${spaced(region)}: ${nameOf(inside)}`))
    .join(' · ');
}

function nameOf(state: OperationState): string {
  return spaced(typeof state === 'string' ? state : Object.keys(state).join(', '));
}

/** How a call speaks to its operations. */
const OF_THE_CALL: Readonly<Record<string, string>> = {
  SEND: 'its turn to be sent',
  FIRST: 'nothing is before it',
  MEDIA_CANCEL: 'cancel asked for',
  'MEDIA_CANCEL.CONFIRMED': 'cancel confirmed',
};

/** What made a statechart go on, from the type of the event: `addParticipant answered`. */
export function causeInWords(event: string): string {
  if (event === 'xstate.init') return 'started';
  if (event === 'CANCEL') return 'cancel asked for';
  if (OF_THE_CALL[event] !== undefined) return OF_THE_CALL[event];
  if (/^(acs|graph)\./.test(event)) return `event ${event.slice(event.indexOf('.') + 1)}`;
  if (event.startsWith('xstate.after.')) return 'time-out';
  const [, how, actor = ''] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(event) ?? [];
  if (how === undefined) return event;
  return `${actor} ${how === 'done' ? 'answered' : 'failed'}`;
}

/** `cancelled (invitation cancelled), told by an event: 487/0, The invitation was cancelled.` */
export function outcomeInWords(outcome: AddParticipantOutcome | MediaOutcome): string {
  const { code, subCode, message }: ProviderWords = 'code' in outcome || 'message' in outcome ? outcome : {};
  const codes = [code, subCode].filter((part) => part !== undefined).join('/');
  const said = [codes, message].filter(Boolean).join(', ');
  const detail = detailOf(outcome);
  const name = detail === undefined ? spaced(outcome.type) : `${spaced(outcome.type)} (${spaced(detail)})`;
  return `${name}, ${EVIDENCE[outcome.evidence]}${said === '' ? '' : `: ${said}`}`;
}

function detailOf(outcome: AddParticipantOutcome | MediaOutcome): string | undefined {
  if (outcome.type === 'cancelled') return outcome.how;
  if (outcome.type === 'failed') return outcome.reason;
  return outcome.type === 'added' && outcome.notRemoved !== undefined ? `notRemoved: ${outcome.notRemoved}` : undefined;
}

function spaced(camelCase: string): string {
  return camelCase.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
