import type { FaultWish, WebhookRuleWish } from '../../simulator/control-client.ts';
import type { Dice } from './dice.ts';

const CHANGES = ['addParticipant', 'cancelAddParticipant', 'removeParticipant'] as const;
const LOOKS = ['getCall', 'getParticipants', 'getParticipant'] as const;
const MOMENTS = ['arrival', 'beforeExecuting', 'afterExecuting'] as const;
/** They leave open whether anything was executed. */
const AMBIGUOUS = [500, 502, 503, 504, 408] as const;

/** A clear no is true: the provider says none of something that it has done. */
const CLEAR_NOS = [
  { status: 429, code: '8516', retryAfter: '0.4' },
  { status: 429, code: '8529' },
  // Longer than an operation may try to ring.
  { status: 429, code: '8529', retryAfter: '60' },
  { status: 409, code: '8519' },
  { status: 401, code: '401' },
  { status: 403, code: '7504' },
  { status: 403, code: '8520' },
  { status: 400, code: '8501' },
  { status: 400, code: '8523' },
  { status: 404, code: '8522' },
  { status: 412, code: '8583' },
  { status: 501, code: '8520' },
] as const;

/** What goes wrong with the requests for one call. */
export function planFaults(dice: Dice, mayBeUnreachable: boolean): FaultWish[] {
  const faults = [
    ...CHANGES.flatMap((operation) =>
      dice.some(operation === 'addParticipant' ? 0.35 : 0.45, 3, () => changeFault(dice, operation)),
    ),
    ...LOOKS.flatMap((operation) => dice.some(0.2, 3, () => lookFault(dice, operation))),
  ];
  if (mayBeUnreachable && dice.chance(0.04)) {
    const operation = dice.pick(['getCall', 'getParticipants'] as const);
    faults.push({ operation, kind: 'respond', at: 'arrival', status: dice.pick([503, 501, 401]), times: 1_000 });
  }
  return faults;
}

function changeFault(dice: Dice, operation: (typeof CHANGES)[number]): FaultWish {
  const at = dice.pick(MOMENTS);
  const kind = dice.weighted([
    [4, 'ambiguous'],
    [2, 'no'],
    [3, 'reset'],
    [3, 'delay'],
    [0.7, 'noAnswer'],
    [0.7, 'emptyBody'],
    [0.7, 'unreadable'],
  ] as const);
  switch (kind) {
    case 'ambiguous': {
      const remember = dice.pick(['execution', 'execution', 'sent'] as const);
      return { operation, kind: 'respond', at, status: dice.pick(AMBIGUOUS), remember, times: dice.between(1, 2) };
    }
    case 'no':
      return { operation, kind: 'respond', at: dice.pick(['arrival', 'beforeExecuting']), ...dice.pick(CLEAR_NOS) };
    case 'delay':
      return { operation, kind, at, delayMs: dice.between(20, 1_200), stillRunning: dice.chance(0.3) };
    case 'unreadable':
      return { operation, kind: 'respond', at: 'afterExecuting', status: 202, body: '<html>' };
    case 'emptyBody':
      return { operation, kind };
    default:
      return { operation, kind, at };
  }
}

function lookFault(dice: Dice, operation: (typeof LOOKS)[number]): FaultWish {
  const kind = dice.pick(['respond', 'respond', 'reset', 'delay', 'unreadable', 'noAnswer'] as const);
  switch (kind) {
    case 'respond': {
      const status = dice.pick([...AMBIGUOUS, 429, 401, 501]);
      return { operation, kind, at: 'arrival', status, times: dice.between(1, 4) };
    }
    case 'delay':
      return { operation, kind, at: 'arrival', delayMs: dice.between(20, 1_500) };
    case 'unreadable':
      return { operation, kind: 'respond', at: 'afterExecuting', status: 200, body: '<html>' };
    default:
      return { operation, kind, at: dice.pick(['arrival', 'afterExecuting'] as const) };
  }
}

const TOLD = [
  'AddParticipantSucceeded',
  'AddParticipantFailed',
  'CancelAddParticipantSucceeded',
  'CancelAddParticipantFailed',
  'RemoveParticipantSucceeded',
] as const;

/** What becomes of the events of one call. */
export function planWebhookRules(dice: Dice): WebhookRuleWish[] {
  if (dice.chance(0.1)) return [{ type: '*', kind: 'drop', times: 1_000 }];
  return dice.some(0.6, 4, () => {
    const type = dice.weighted([
      [8, dice.pick(TOLD)],
      [2, 'CallDisconnected'],
    ] as const);
    const kind = dice.pick(['drop', 'duplicate', 'delay', 'beforeResponse'] as const);
    switch (kind) {
      case 'duplicate':
        return { type, kind, newId: dice.chance(0.5) };
      case 'delay':
        return { type, kind, delayMs: dice.between(20, 2_500) };
      case 'beforeResponse':
        return type === 'CallDisconnected' ? { type, kind: 'drop' } : { type, kind };
      default:
        return { type, kind };
    }
  });
}
