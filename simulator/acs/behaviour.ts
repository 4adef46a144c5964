import { BadField, Fields } from '../json-fields.ts';
import type { Ending, ResultInformation } from './world.ts';

const reactions = ['ring', 'accept', 'decline', 'busy', 'unreachable', 'fail', 'declineReportedAsAccept'] as const;

/** What an invited person does of itself. */
export interface Behaviour {
  onInvite: (typeof reactions)[number];
  afterMs?: number | undefined;
  code?: number | undefined;
  subCode?: number | undefined;
  message?: string | undefined;
}

/** One for every ringing, or one for each; the last of them for all that follow. */
export type Behaviours = Behaviour | Behaviour[];

/* Microsoft docs, call-end codes and PSTN codes. */
const usual: Partial<Record<Behaviour['onInvite'], ResultInformation>> = {
  decline: { code: 603, subCode: 0, message: 'The call was declined by the callee.' },
  busy: { code: 486, subCode: 560486, message: 'The callee is busy.' },
  unreachable: { code: 480, subCode: 10037, message: 'The callee has no registered endpoint.' },
  fail: { code: 500, subCode: 560500, message: 'The callee could not be reached because of a server failure.' },
};

export function readBehaviours(value: unknown, path: string): Behaviours {
  if (!Array.isArray(value)) return readBehaviour(value, path);
  if (value.length === 0) throw new BadField(`${path} must not be an empty list.`);
  return value.map((item, index) => readBehaviour(item, `${path}[${index}]`));
}

function readBehaviour(value: unknown, path: string): Behaviour {
  const fields = Fields.of(value, path).onlyKnown(['onInvite', 'afterMs', 'code', 'subCode', 'message']);
  return {
    onInvite: fields.oneOf('onInvite', reactions),
    afterMs: fields.optionalInteger('afterMs', 0, 86_400_000),
    code: fields.optionalInteger('code', 0, 999),
    subCode: fields.optionalInteger('subCode', 0, 999_999),
    message: fields.optionalString('message'),
  };
}

/**
 * The most particular behaviour that is set: call and person, then person, then call, then everyone.
 *
 * @param rungBefore how often the person was rung in this call before
 */
export function behaviourOf(
  { people, person: everyone }: { people: Record<string, Behaviours>; person: Behaviours },
  { callConnectionId, rawId, rungBefore }: { callConnectionId: string; rawId: string; rungBefore: number },
): Behaviour {
  const found = people[`${callConnectionId} ${rawId}`] ?? people[rawId] ?? people[callConnectionId] ?? everyone;
  return Array.isArray(found) ? (found[Math.min(rungBefore, found.length - 1)] as Behaviour) : found;
}

/** The ending that the behaviour leads to, and after how long. `ring` only ends by the invitation's time-out. */
export function plannedEnding(
  behaviour: Behaviour,
  timeoutMs: number,
  noAnswer: ResultInformation,
): { afterMs: number; ending: Ending } {
  const afterMs = behaviour.afterMs ?? 0;
  if (behaviour.onInvite === 'ring' || afterMs > timeoutMs) {
    const result = behaviour.onInvite === 'ring' ? withCodes(noAnswer, behaviour) : noAnswer;
    return { afterMs: timeoutMs, ending: { how: 'noAnswer', result } };
  }
  return { afterMs, ending: endingOf(behaviour) };
}

/** The ending of a behaviour that takes effect now. */
export function endingOf(behaviour: Behaviour): Ending {
  if (behaviour.onInvite === 'accept') return { how: 'accepted' };
  if (behaviour.onInvite === 'declineReportedAsAccept') return { how: 'declinedButReportedAsAccepted' };
  const result = withCodes(usual[behaviour.onInvite] as ResultInformation, behaviour);
  return { how: behaviour.onInvite === 'decline' ? 'declined' : 'failed', result };
}

function withCodes(result: ResultInformation, { code, subCode, message }: Behaviour): ResultInformation {
  return { code: code ?? result.code, subCode: subCode ?? result.subCode, message: message ?? result.message };
}
