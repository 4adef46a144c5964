import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import { Crowd, WAITS_OF_A_CROWD } from '../support/crowd.ts';
import { bob, ownLifecycle } from '../support/lifecycle.ts';
import type { Answer } from '../support/operations-api.ts';
import { Relay } from '../support/relay.ts';

/** One of each in a second: a start, a cancel, and somebody who answers. */
const BEAT_MS = 1_000;
const BEATS_BEFORE = 2;
const BEATS_AWAY = 30;
const BEATS = BEATS_BEFORE + BEATS_AWAY;
const TIMEOUT_MS = 400_000;

const relay = Relay.to(process.env['TEST_TEMPORAL_ADDRESS'] ?? '');
const running = ownLifecycle(
  WAITS_OF_A_CROWD,
  relay.then(({ address }) => address),
);
afterAll(async () => (await relay).close());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** As a service makes a request: the same again, as long as it is told that Temporal is away. */
async function insist(ask: () => Promise<Answer>): Promise<Answer[]> {
  const answers = [await ask()];
  while (answers.at(-1)?.status === 503) {
    await pause(BEAT_MS);
    answers.push(await ask());
  }
  return answers;
}

const inShort = ({ status, body: { type } }: Answer) =>
  [status, ...(typeof type === 'string' ? [type.split('/').at(-1)] : [])].join(' ');

function isTakenBefore(answers: readonly Answer[]): boolean {
  return answers.length > 1 && answers.at(-1)?.status === 200;
}

test(
  'Temporal is away for 30 s under load: starts and cancels succeed or are told 503, events come again, all settle',
  async () => {
    const { api, simulator } = running;
    await simulator.setSwitches({ webhookTries: 12 });
    const crowd = new Crowd(running);
    const invited = await crowd.ringing(2 * BEATS);
    const [answering, cancelled] = [invited.slice(0, BEATS), invited.slice(BEATS)];
    const calls: string[] = [];
    const starting: Promise<Answer[]>[] = [];
    const cancelling: Promise<Answer[]>[] = [];

    for (const [beat, answered] of answering.entries()) {
      if (beat === BEATS_BEFORE) (await relay).cut();
      const call = await running.call();
      const key = randomUUID();
      calls.push(call);
      starting.push(insist(() => api.add(call, bob, key)));
      cancelling.push(insist(() => api.cancel(cancelled[beat]?.operationId ?? '')));
      await simulator.answer(answered);
      await pause(BEAT_MS);
    }
    (await relay).mend();

    const [starts, cancels] = [await Promise.all(starting), await Promise.all(cancelling)];
    for (const repeated of [starts, cancels]) {
      const refused = repeated.flatMap((answers) => answers.slice(0, -1));
      expect(new Set(refused.map(inShort))).toEqual(new Set(['503 temporal-unavailable']));
    }
    expect(new Set(starts.map((answers) => answers.at(-1)?.status))).toEqual(new Set([202]));
    // 200: it was taken before, when Temporal went away or came back, and only the answer was lost.
    const taken = cancels.filter((answers) => answers.at(-1)?.status === 202 || isTakenBefore(answers));
    expect(taken).toEqual(cancels);
    expect(cancels.flat().map(inShort)).toContain('202');
    await crowd.untilInvited(3 * BEATS);
    await crowd.each(calls, (callConnectionId) => simulator.answer({ callConnectionId }));
    const started = starts.map((answers) => ({ operationId: String(answers.at(-1)?.body['operationId']) }));
    const outcomes = async (of: readonly { readonly operationId: string }[]) =>
      (await crowd.settled(of)).map(({ outcome }) => outcome?.type);
    expect(await outcomes(answering)).toEqual(answering.map(() => 'added'));
    expect(await outcomes(cancelled)).toEqual(cancelled.map(() => 'cancelled'));
    expect(await outcomes(started)).toEqual(started.map(() => 'added'));
    const { summary, webhooks } = await simulator.ledger();
    expect(summary.operations.addParticipant.executed).toBe(3 * BEATS);
    expect(webhooks.some(({ tries }) => tries > 1)).toBe(true);
  },
  TIMEOUT_MS,
);
