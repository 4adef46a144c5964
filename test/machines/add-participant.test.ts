import { afterEach, expect, test } from '@jest/globals';
import { createActor, fromPromise } from 'xstate';
import type { AddParticipantRequest, CancelAddParticipantRequest } from '../../src/contract/acs-activities.ts';
import type { AddParticipantInput } from '../../src/contract/add-participant.ts';
import { addParticipantMachine, summarizeAddParticipant } from '../../src/machines/add-participant.ts';

const input: AddParticipantInput = {
  operationId: 'acs-add-0',
  callConnectionId: 'call-1',
  participant: { kind: 'communicationUser', id: '8:acs:resource_bob' },
  invitationTimeoutSeconds: 60,
  operationCallbackUri: 'https://calls.example.com/webhooks/acs',
  notAfter: '2026-01-01T00:01:00.000Z',
  requestedAt: '2026-01-01T00:00:00.000Z',
  waits: { httpTimeoutMs: 1, startToCloseMs: 2, heartbeatMs: 1, pairWindowMs: 270_000, graceMs: 60_000 },
  cancelledCodes: [{ code: 487, subCode: 0 }],
};

const running: { stop(): unknown }[] = [];

afterEach(() => {
  for (const actor of running.splice(0)) actor.stop();
});

/** The machine as any XState user runs one: in this process, without Temporal. */
function run(answer: () => Promise<{ invitationId?: string }> = () => Promise.resolve({ invitationId: 'inv-1' })) {
  const adds: AddParticipantRequest[] = [];
  const cancels: CancelAddParticipantRequest[] = [];
  const actor = createActor(
    addParticipantMachine.provide({
      actors: {
        addParticipant: fromPromise(({ input: request }: { input: AddParticipantRequest }) => {
          adds.push(request);
          return answer();
        }),
        cancelAddParticipant: fromPromise(({ input: request }: { input: CancelAddParticipantRequest }) => {
          cancels.push(request);
          return Promise.resolve();
        }),
      },
    }),
    { input },
  );
  running.push(actor.start());
  return { actor, adds, cancels, summary: () => summarizeAddParticipant(actor.getSnapshot()) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const ours = { callConnectionId: 'call-1', operationContext: 'acs-add-0:add:1' };
const oursToCancel = { callConnectionId: 'call-1', operationContext: 'acs-add-0:cancel:1', invitationId: 'inv-1' };

test('the invitation and the wish to cancel are two regions, and CANCEL leaves the request under way alone', async () => {
  const { actor, adds, cancels } = run();
  actor.send({ type: 'CANCEL' });

  expect(actor.getSnapshot().value).toEqual({ open: { invitation: 'sending', cancellation: 'waitingForId' } });
  expect(cancels).toEqual([]);
  await settle();

  expect(adds).toHaveLength(1);
  expect(cancels).toMatchObject([{ invitationId: 'inv-1', operationContext: 'acs-add-0:cancel:1' }]);
  expect(actor.getSnapshot().value).toEqual({ open: { invitation: 'ringing', cancellation: 'accepted' } });
});

test('add and cancel go out under pairs of their own', async () => {
  const { actor, adds, cancels } = run();
  await settle();
  actor.send({ type: 'CANCEL' });

  expect(adds[0]?.pair.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(adds[0]?.pair.firstSent).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  expect(cancels[0]?.pair.requestId).not.toBe(adds[0]?.pair.requestId);
});

test.each([
  ['the cancel’s event first', ['acs.CancelAddParticipantSucceeded', 'acs.AddParticipantFailed']],
  ['the add’s event first', ['acs.AddParticipantFailed', 'acs.CancelAddParticipantSucceeded']],
] as const)('both events of a cancelled invitation settle it as cancelled without a look: %s', async (_name, order) => {
  const { actor, summary } = run();
  actor.send({ type: 'CANCEL' });
  await settle();

  for (const type of order) {
    if (type === 'acs.AddParticipantFailed') actor.send({ type, ...ours, code: 603, subCode: 0 });
    else actor.send({ type, ...oursToCancel });
  }

  expect(summary().outcome).toMatchObject({ type: 'cancelled', how: 'invitationCancelled', evidence: 'event' });
});

test('a defect of an actor is not taken for an answer of the provider', async () => {
  const { actor } = run(() => Promise.reject(new TypeError('a defect')));
  const failure = new Promise((resolve) => actor.subscribe({ error: resolve }));

  expect(await failure).toMatchObject({ message: 'a defect' });
});

test('a cancel that never got its invitation id is told as not possible', () => {
  const { actor, summary } = run(() => new Promise(() => undefined));
  actor.send({ type: 'CANCEL' });
  actor.send({ type: 'acs.CallDisconnected', callConnectionId: 'call-1' });

  expect(summary()).toMatchObject({
    phase: 'settled',
    outcome: { type: 'callEnded' },
    cancel: { state: 'notPossible' },
  });
});
