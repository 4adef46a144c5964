import type { SwitchChanges } from '../../simulator/control-client.ts';
import type { Dice } from './dice.ts';

/**
 * What the provider does of all that nobody documents. None of it is a lie about what it has done, but one: that it
 * reports a cancel which came too late as a success.
 */
export function planSwitches(dice: Dice): { switches: SwitchChanges; honoursPairs: boolean } {
  const repeatability = dice.weighted([
    [16, 'honour'],
    [3, 'ignore'],
    [0.3, 'unsupported'],
  ] as const);
  const repeatAfter5xx = dice.weighted([
    [4, 'replay'],
    [1, 'executeAgain'],
  ] as const);
  const cancelTooLate = dice.weighted([
    [2, { answer: 'failedEvent', code: 400, subCode: 8523 }],
    [1, { answer: 'refuse', code: 400, subCode: 8523 }],
    [1, { answer: 'refuse', code: 404, subCode: 8522 }],
    [0.5, { answer: 'succeededEvent', code: 200, subCode: 0 }],
    [0.5, { answer: 'noEvent', code: 400, subCode: 8523 }],
  ] as const);
  const switches: SwitchChanges = {
    repeatability,
    repeatAfter5xx,
    cancelTooLate,
    addFailedOnCancel: dice.pick(['after', 'before', 'never']),
    cancelledAddResult: dice.pick([
      { code: 487, subCode: 0, message: 'The invitation was cancelled.' },
      { code: 487, subCode: 5234, message: 'addParticipants failed for participant: The Call Has Been Cancelled' },
      { code: 200, subCode: 5300, message: 'addParticipants failed for participant: The conversation has ended' },
      { code: 0, subCode: 8542, message: 'The call was cancelled.' },
      { code: 603, subCode: 0, message: 'Declined.' },
    ]),
    noAnswerResult: dice.pick([
      { code: 487, subCode: 10004, message: 'The invitation was not answered in time.' },
      { code: 408, subCode: 10057, message: 'The callee did not answer.' },
    ]),
    absentParticipantAnswer: dice.pick([
      { status: 404, code: '8522' },
      { status: 404, code: '8558' },
    ]),
    cancelTakesMs: dice.pick([0, 0, 150, 700]),
    cancelTooEarlyMs: dice.pick([0, 0, 500]),
    cancelTooEarly: dice.pick([
      { answer: 'failedEvent', code: 400, subCode: 8523 },
      { answer: 'refuse', code: 400, subCode: 8523 },
    ]),
    cancelTwice: dice.pick([
      { answer: 'failedEvent', code: 400, subCode: 8523 },
      { answer: 'refuse', code: 400, subCode: 8523 },
    ]),
    removeAbsent: dice.pick([
      { answer: 'refuse', code: 404, subCode: 8522 },
      { answer: 'failedEvent', code: 404, subCode: 8522 },
      { answer: 'succeededEvent', code: 200, subCode: 0 },
    ]),
    removePresent: dice.weighted([
      [6, { answer: 'removes', code: 200, subCode: 0 }],
      [1, { answer: 'failedEvent', code: 500, subCode: 9999 }],
      [1, { answer: 'refuse', code: 403, subCode: 8520 }],
    ] as const),
    addPresent: dice.weighted([
      [3, { answer: 'rings', code: 200, subCode: 0 }],
      [1, { answer: 'failedEvent', code: 400, subCode: 8523 }],
      [1, { answer: 'refuse', code: 400, subCode: 8523 }],
    ] as const),
    clockOffsetMs: dice.pick([0, 0, 0, 30_000, -30_000]),
    webhookRetryIds: dice.pick(['same', 'new']),
    listRinging: dice.chance(0.4),
    participantsUpdated: dice.pick(['either', 'after', 'before', 'never']),
    participantsUpdatedOnAdd: dice.chance(0.7),
    participantsUpdatedRepeats: dice.pick([0, 1, 3]),
    resultsOfSuccesses: dice.chance(0.3),
    lastRemovalEndsCallAfterMs: dice.pick([0, 60, 420, null]),
    cancelSucceededContext: dice.pick(['own', 'own', 'add', 'none']),
    dataContentType: dice.chance(0.7),
    extraDataKeys: dice.chance(0.3),
    disconnectedCalls: dice.pick(['notFound', 'disconnectedState', 'terminated']),
    endedCallAnswer: dice.pick([
      { status: 404, code: '8522' },
      { status: 400, code: '8528' },
    ]),
    webhookBatchSize: dice.pick([1, 3, 10]),
    webhookTries: dice.pick([2, 5]),
    webhookDelayMs: dice.pick([0, 0, 100]),
    participantsPageSize: dice.pick([1, 100]),
  };
  return { switches, honoursPairs: repeatability !== 'ignore' && repeatAfter5xx === 'replay' };
}
