import type { AddParticipantOutcome } from '../src/contract/add-participant.ts';
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

/** What made a statechart go on, from the type of the event: `addParticipant answered`. */
export function causeInWords(event: string): string {
  if (event === 'xstate.init') return 'started';
  if (event === 'CANCEL') return 'cancel asked for';
  if (event.startsWith('acs.')) return `event ${event.slice('acs.'.length)}`;
  if (event.startsWith('xstate.after.')) return 'time-out';
  const [, how, actor = ''] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(event) ?? [];
  if (how === undefined) return event;
  return `${actor} ${how === 'done' ? 'answered' : 'failed'}`;
}

/** `cancelled (invitation cancelled), told by an event: 487/0, The invitation was cancelled.` */
export function outcomeInWords(outcome: AddParticipantOutcome): string {
  const { code, subCode, message }: ProviderWords = 'code' in outcome || 'message' in outcome ? outcome : {};
  const codes = [code, subCode].filter((part) => part !== undefined).join('/');
  const said = [codes, message].filter(Boolean).join(', ');
  const detail = detailOf(outcome);
  const name = detail === undefined ? spaced(outcome.type) : `${spaced(outcome.type)} (${spaced(detail)})`;
  return `${name}, ${EVIDENCE[outcome.evidence]}${said === '' ? '' : `: ${said}`}`;
}

function detailOf(outcome: AddParticipantOutcome): string | undefined {
  if (outcome.type === 'cancelled') return outcome.how;
  if (outcome.type === 'failed') return outcome.reason;
  return outcome.type === 'added' && outcome.notRemoved !== undefined ? `notRemoved: ${outcome.notRemoved}` : undefined;
}

function spaced(camelCase: string): string {
  return camelCase.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
