import { afterEach, expect, test } from '@jest/globals';
import { failing, input, run, settle, stopAll } from '../support/add-participant-machine.ts';

afterEach(stopAll);

const ours = { callConnectionId: 'call-1', operationContext: 'acs-add-0:add:1' };
const oursToCancel = { callConnectionId: 'call-1', operationContext: 'acs-add-0:cancel:1', invitationId: 'inv-1' };

test('the invitation and the wish to cancel are two regions, and CANCEL leaves the request under way alone', async () => {
  const { actor, adds, cancels } = run();
  actor.send({ type: 'CANCEL' });

  expect(actor.getSnapshot().value).toEqual({
    open: { invitation: { sending: 'requesting' }, cancellation: 'waitingForId' },
  });
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
  const { actor } = run({ add: () => Promise.reject(new TypeError('a defect')) });
  const failure = new Promise((resolve) => actor.subscribe({ error: resolve }));

  expect(await failure).toMatchObject({ message: 'a defect' });
});

test('a cancel that never got its invitation id is told as not possible', () => {
  const { actor, summary } = run({ add: () => new Promise(() => undefined) });
  actor.send({ type: 'CANCEL' });
  actor.send({ type: 'acs.CallDisconnected', callConnectionId: 'call-1' });

  expect(summary()).toMatchObject({
    phase: 'settled',
    outcome: { type: 'callEnded' },
    cancel: { state: 'notPossible' },
  });
});

const addFailed = { type: 'acs.AddParticipantFailed', ...ours, code: 487, subCode: 0 } as const;
const cancelSucceeded = { type: 'acs.CancelAddParticipantSucceeded', ...oursToCancel } as const;
const cancelFailed = { type: 'acs.CancelAddParticipantFailed', ...oursToCancel, code: 404, subCode: 8522 } as const;

test('a cancel that is confirmed stays so, though a second execution of it fails', async () => {
  const { actor, summary } = run();
  await settle();
  actor.send({ type: 'CANCEL' });
  await settle();

  actor.send(cancelSucceeded);
  actor.send(cancelFailed);
  actor.send(addFailed);

  expect(summary()).toMatchObject({ outcome: { type: 'cancelled' }, cancel: { state: 'confirmed' } });
});

test('a refusal of a repeat says nothing of the attempt before: the phone may ring, so the event decides', async () => {
  const { actor, summary } = run({ add: failing({ class: 'rejected', sentBefore: true, status: 403 }) });
  await settle();

  expect(actor.getSnapshot().value).toMatchObject({ open: { invitation: 'ringing' } });
  actor.send({ type: 'acs.AddParticipantSucceeded', ...ours });
  expect(summary().outcome).toEqual({ type: 'added', evidence: 'event' });
});

test('a 404 to a repeat asks whether the call has ended, and rings on when it has not', async () => {
  const { actor } = run({ add: failing({ class: 'rejected', sentBefore: true, status: 404, code: '8522' }) });
  await settle();

  expect(actor.getSnapshot().value).toMatchObject({ open: { invitation: 'ringing' } });
});

test('a refusal of a repeated cancel leaves its fate unknown, and the event still tells', async () => {
  const { actor, summary } = run({
    cancel: failing({ class: 'rejected', sentBefore: true, status: 404, code: '8522' }),
  });
  await settle();
  actor.send({ type: 'CANCEL' });
  await settle();

  expect(summary().cancel).toMatchObject({ state: 'unknown' });
  actor.send(addFailed);
  expect(summary().outcome).toMatchObject({ type: 'cancelled' });
});

test('the invitation end after an add that nobody answered is reckoned from its failure, too', async () => {
  const failedAt = new Date(Date.now() + 30_000).toISOString();
  const { actor } = run({ add: failing({ class: 'mismatch', sentBefore: true, status: 400, failedAt }) });
  await settle();

  expect(actor.getSnapshot().context.invitationEndsAt).toBe(Date.parse(failedAt) + 60_000 + input.waits.graceMs);
});

test('a cancel that was never executed claims no credit for an invitation that ended otherwise', async () => {
  const { actor, summary } = run({ cancel: failing({ class: 'credentials', sentBefore: false, status: 401 }) });
  await settle();
  actor.send({ type: 'CANCEL' });
  await settle();
  actor.send(addFailed);

  expect(summary()).toMatchObject({ outcome: { type: 'failed' }, cancel: { state: 'refused' } });
});

test('an add that is not sent any more, and was to be cancelled, settles as cancelled: neverSent', async () => {
  const { actor, summary } = run({ add: failing({ class: 'expired', sentBefore: false }) });
  actor.send({ type: 'CANCEL' });
  await settle();

  expect(summary()).toMatchObject({
    outcome: { type: 'cancelled', how: 'neverSent' },
    cancel: { state: 'notPossible' },
  });
});

/** Waits of nothing, so that the invitation end comes at once. */
const impatient = {
  invitationTimeoutSeconds: 0.001,
  waits: { ...input.waits, graceMs: 5, backOffMs: 5, lastDeadlineMs: 30 },
};
const untilSettled = async (summary: () => { phase: string }) => {
  while (summary().phase !== 'settled') await new Promise((resolve) => setTimeout(resolve, 5));
};

test('a look whose last attempt ran out of time has failed, and is no defect', async () => {
  const outOfTime = Object.assign(new Error('getCall: heartbeat'), { type: 'TimeoutFailure', details: ['HEARTBEAT'] });
  const { summary } = run({ call: () => Promise.reject(outOfTime) }, impatient);
  await untilSettled(summary);

  expect(summary().outcome).toEqual({ type: 'undetermined', evidence: 'assumed' });
});

test('somebody is found in the call in whatever case the provider writes the identifier', async () => {
  const teamsUser = { kind: 'microsoftTeamsUser', userId: 'ABCDEF01-0000-0000-0000-000000000000' } as const;
  const { summary } = run(
    { participants: () => Promise.resolve({ rawIds: ['8:orgid:abcdef01-0000-0000-0000-000000000000'] }) },
    { ...impatient, participant: teamsUser },
  );
  await untilSettled(summary);

  expect(summary().outcome).toEqual({ type: 'added', evidence: 'participantList' });
});

test('a cancel that is only accepted is assumed to be the reason why nobody came', async () => {
  const { actor, summary } = run({}, { ...impatient, invitationTimeoutSeconds: 0.1 });
  await settle();
  actor.send({ type: 'CANCEL' });
  await untilSettled(summary);

  expect(summary()).toMatchObject({
    outcome: { type: 'cancelled', evidence: 'assumed' },
    cancel: { state: 'accepted' },
  });
});

test('a failure that is told twice does not begin the grace anew', async () => {
  const { actor } = run({ cancel: () => new Promise(() => undefined) });
  await settle();
  actor.send({ type: 'CANCEL' });
  await settle();
  const declined = { ...addFailed, code: 603 } as const;

  actor.send(declined);
  const revisionOfWait = actor.getSnapshot();
  actor.send({ ...declined, invitationId: 'inv-1' });

  expect(actor.getSnapshot().value).toMatchObject({ open: { invitation: 'awaitingCancelVerdict' } });
  expect(actor.getSnapshot().can({ ...declined, invitationId: 'inv-1' })).toBe(false);
  expect(revisionOfWait.value).toEqual(actor.getSnapshot().value);
});

test('the invitation end is reckoned from the last attempt, also where the workflow’s clock stood still since', async () => {
  const answeredAt = new Date(Date.now() + 30_000).toISOString();
  const { actor } = run({ add: () => Promise.resolve({ invitationId: 'inv-1', answeredAt }) });
  await settle();

  expect(actor.getSnapshot().context.invitationEndsAt).toBe(Date.parse(answeredAt) + 60_000 + input.waits.graceMs);
});

test('what fails of an earlier send says nothing of the latest one', async () => {
  let attempt = 0;
  const { actor, adds, summary } = run(
    {
      add: () => {
        attempt += 1;
        if (attempt === 1) return failing({ class: 'mismatch', sentBefore: true, status: 400 })();
        return Promise.resolve({ invitationId: 'inv-2', answeredAt: new Date(Date.now() + 60_000).toISOString() });
      },
    },
    { ...impatient, notAfter: '2100-01-01T00:00:00.000Z' },
  );
  while (adds.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await settle();

  actor.send({ type: 'acs.AddParticipantFailed', ...ours, code: 603, subCode: 0 });
  expect(summary()).toMatchObject({ phase: 'pending' });
  actor.send({ type: 'acs.AddParticipantFailed', ...ours, operationContext: 'acs-add-0:add:2', code: 603, subCode: 0 });
  expect(summary().outcome).toMatchObject({ type: 'failed', reason: 'declined' });
});

test('a new pair begins clean: a refusal of it, of which nothing was sent before, settles at once', async () => {
  let attempts = 0;
  const { adds, summary } = run(
    {
      add: () => {
        attempts += 1;
        return attempts === 1
          ? failing({ class: 'mismatch', sentBefore: true, status: 400 })()
          : failing({ class: 'rejected', sentBefore: false, status: 403 })();
      },
    },
    { ...impatient, notAfter: '2100-01-01T00:00:00.000Z' },
  );
  await untilSettled(summary);

  expect(adds).toHaveLength(2);
  expect(adds[1]).not.toHaveProperty('sentBefore');
  expect(summary().outcome).toMatchObject({ type: 'failed', evidence: 'response' });
});

test('an invitation time-out of 0 is reckoned as the longest, since nobody documents what it means', async () => {
  const answeredAt = new Date().toISOString();
  const { actor } = run(
    { add: () => Promise.resolve({ invitationId: 'inv-1', answeredAt }) },
    { invitationTimeoutSeconds: 0 },
  );
  await settle();

  const { invitationEndsAt = 0 } = actor.getSnapshot().context;
  expect(invitationEndsAt - Date.parse(answeredAt) - input.waits.graceMs).toBeGreaterThanOrEqual(180_000);
});

test('a cancel that comes while a repeat is under way leaves the operation open: the attempt before may have rung', async () => {
  let attempts = 0;
  const { actor, adds, summary } = run(
    {
      add: () => {
        attempts += 1;
        return attempts === 1
          ? failing({ class: 'ambiguous', sentBefore: true, status: 503 })()
          : new Promise(() => undefined);
      },
    },
    { waits: { ...input.waits, backOffMs: 1 }, notAfter: '2100-01-01T00:00:00.000Z' },
  );
  while (adds.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));

  actor.send({ type: 'CANCEL' });
  await settle();
  expect(summary()).toMatchObject({ phase: 'cancelling', cancel: { state: 'waitingForId' } });
});

test('of a cancel that was under way when the operation settled nobody knows what became', async () => {
  const { actor, summary } = run({ cancel: () => new Promise(() => undefined) });
  await settle();
  actor.send({ type: 'CANCEL' });
  expect(summary().cancel).toMatchObject({ state: 'sent' });
  actor.send({ type: 'acs.CallDisconnected', callConnectionId: 'call-1' });

  expect(summary()).toMatchObject({ outcome: { type: 'callEnded' }, cancel: { state: 'unknown' } });
});
