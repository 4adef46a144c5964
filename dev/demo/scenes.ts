import { setTimeout as delay } from 'node:timers/promises';
import type { OperationView } from '../../src/contract/operation-view.ts';
import type { CallStack } from '../call-stack.ts';
import { OperationFollower } from '../follow-operation.ts';
import { outcomeInWords } from '../in-human-words.ts';
import { OperationsApi } from '../operations-api.ts';
import { timedLine, transitionLines } from '../say-transition.ts';

const WAIT_MS = 30_000;
const LETTING_IT_RING_MS = 1_000;
const ANSWERS_AFTER_MS = 1_000;

export const BOB = '8:acs:simulated-resource_bob';
export const CAROL = '8:acs:simulated-resource_carol';

/** What is to be expected of the ledger and of each operation. */
export interface Played {
  readonly callConnectionId: string;
  /** Bob's phone rang, until we cancelled. */
  readonly cancelled: OperationView;
  /** Carol answered. */
  readonly answered: OperationView;
}

/** Carries out the main job over our HTTP API, and tells of it as it happens. */
export async function playScenes(stack: CallStack, say: (line: string) => void, signal: AbortSignal): Promise<Played> {
  const { simulator } = stack;
  const sayNow = (text: string) => say(timedLine(new Date(), text));
  const api = new OperationsApi(stack.api, {
    signal,
    tell: ({ line, sentAt, status }) => say(timedLine(sentAt, `${line} → ${status}`)),
  });
  const follow = (operationId: string) =>
    new OperationFollower(api, operationId, (transition) => transitionLines(transition).forEach(say));
  const settledAndSaid = async (follower: OperationFollower) => {
    const view = await follower.until('settle', ({ phase }) => phase === 'settled', WAIT_MS);
    if (view.outcome) say(`  Outcome: ${outcomeInWords(view.outcome)}`);
    return view;
  };
  await simulator.setSwitches({ people: { [CAROL]: { onInvite: 'accept', afterMs: ANSWERS_AFTER_MS } } });
  const callConnectionId = await simulator.createCall({ callbackUri: stack.callbackUri });
  const invite = (id: string) =>
    api.addParticipant(
      callConnectionId,
      { participant: { kind: 'communicationUser', id }, invitationTimeoutSeconds: 60 },
      `demo-${callConnectionId}-${id}`,
    );

  say('');
  say('1. Bob is invited to a call and does not answer; we cancel the invitation.');
  const first = await invite(BOB);
  const bob = follow(first);
  await bob.until('ring', (view) => JSON.stringify(view.state).includes('"ringing"'), WAIT_MS);
  await simulator.untilRequests('executed', 'addParticipant', 1, WAIT_MS);
  sayNow("the simulator's ledger shows the invitation: Bob's phone rings");
  await delay(LETTING_IT_RING_MS, undefined, { signal });
  await api.cancel(first);
  const cancelled = await settledAndSaid(bob);

  say('');
  say(`2. Carol is invited and answers after ${ANSWERS_AFTER_MS / 1000} s.`);
  const answered = await settledAndSaid(follow(await invite(CAROL)));
  return { callConnectionId, cancelled, answered };
}
