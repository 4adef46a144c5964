import { expect, test } from '@jest/globals';
import type { OperationView } from '../../src/contract/operation-view.ts';
import { Crowd, WAITS_OF_A_CROWD, type Invited } from '../support/crowd.ts';
import { ownLifecycle } from '../support/lifecycle.ts';

const OPERATIONS = Number(process.env['DURABLE_CALLS_LOAD_OPERATIONS'] ?? 1_000);
const TIMEOUT_MS = 900_000;

const running = ownLifecycle(WAITS_OF_A_CROWD);

/** Whoever comes late to the end of an invitation finds nobody, and does not know whether a cancel has ended it. */
function isGone(view: unknown): boolean {
  const { outcome } = view as Partial<OperationView>;
  return outcome?.type === 'cancelled' || (outcome?.type === 'failed' && outcome.reason === 'notInCall');
}

function inOneWord(view: OperationView): string {
  return isGone(view) ? 'gone' : (view.outcome?.type ?? 'none');
}

function tally(views: readonly OperationView[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of views.map(inOneWord)) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

test(
  `${OPERATIONS} operations are open while every worker is restarted, and each ends as it should`,
  async () => {
    const { api, simulator, stack } = running;
    const crowd = new Crowd(running);
    const invited = await crowd.ringing(OPERATIONS);
    const [answering, unwanted] = [invited.slice(0, OPERATIONS / 2), invited.slice(OPERATIONS / 2)];
    const [before, after] = [unwanted.slice(0, OPERATIONS / 4), unwanted.slice(OPERATIONS / 4)];
    const cancel = ({ operationId }: Invited) => api.cancel(operationId);

    await stack.process('worker').stop();
    await stack.start('worker');
    const underWay = crowd.each(before, cancel);
    await crowd.each(answering, (person) => simulator.answer(person));
    await running.killWorker();
    await stack.start('worker');
    const cancels = [...(await underWay), ...(await crowd.each(after, cancel))];

    // A cancel that was taken, and whose answer was lost with the worker, may have ended its invitation already.
    const untaken = cancels.filter(({ status, body }) => status !== 202 && !isGone(body['operation'] ?? body));
    expect(untaken).toEqual([]);
    expect(tally(await crowd.settled(answering))).toEqual({ added: OPERATIONS / 2 });
    expect(tally(await crowd.settled(unwanted))).toEqual({ gone: OPERATIONS / 2 });
    const { summary, invitations } = await simulator.ledger();
    const people = invitations.map(({ callConnectionId, person }) => `${callConnectionId} ${person}`);
    expect(summary.operations.addParticipant.executed).toBe(OPERATIONS);
    expect(new Set(people).size).toBe(OPERATIONS);
  },
  TIMEOUT_MS,
);
