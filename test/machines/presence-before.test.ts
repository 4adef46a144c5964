import { afterEach, expect, test } from '@jest/globals';
import type { ParticipantPresence } from '../../src/contract/acs-activities.ts';
import { failing, input, run, settle, stopAll } from '../support/add-participant-machine.ts';

afterEach(stopAll);

const inTime = { notAfter: new Date(Date.now() + 3_600_000).toISOString() };
const unanswered = () => new Promise<never>(() => {});

test('nothing is sent before it is known who is in the call, and a cancel until then finds nothing sent', async () => {
  const { actor, adds, summary } = run({ before: unanswered }, inTime);
  await settle();
  expect(actor.getSnapshot().value).toMatchObject({ open: { invitation: { sending: 'askingWhetherPresent' } } });
  actor.send({ type: 'CANCEL' });

  expect(summary().outcome).toEqual({ type: 'cancelled', how: 'neverSent', evidence: 'response' });
  expect(adds).toEqual([]);
});

test('while nothing was sent, an event that names only the person is of another invitation', async () => {
  const { actor } = run({ before: unanswered }, inTime);
  const ofThePerson = { callConnectionId: 'call-1', personHash: input.personHash };
  actor.send({ type: 'acs.AddParticipantFailed', ...ofThePerson, code: 603 });
  actor.send({ type: 'acs.AddParticipantSucceeded', ...ofThePerson });

  expect(actor.getSnapshot().value).toMatchObject({ open: { invitation: { sending: 'askingWhetherPresent' } } });
  expect(actor.getSnapshot().context.refusal).toBeUndefined();
});

test.each([
  ['is answered', () => Promise.resolve({ state: 'present' } as const), true],
  ['fails', failing({ class: 'ambiguous', sentBefore: true }), undefined],
  ['is refused for both credentials', failing({ class: 'credentials', sentBefore: false }), undefined],
])('the add goes out when the look before it %s', async (_what, before, presentBefore) => {
  const { actor, adds } = run({ before }, inTime);
  await settle();

  expect(adds).toHaveLength(1);
  expect(actor.getSnapshot().context.presentBefore).toBe(presentBefore);
});

test('a look that is refused for its credentials is made once more with the others', async () => {
  const looks: (() => Promise<ParticipantPresence>)[] = [
    failing({ class: 'credentials', sentBefore: false }),
    () => Promise.resolve({ state: 'present' }),
  ];
  const { actor, adds } = run({ before: () => (looks.shift() ?? unanswered)() }, inTime);
  await settle();

  expect(adds).toMatchObject([{ credential: 'secondary' }]);
  expect(actor.getSnapshot().context.presentBefore).toBe(true);
});

test('the look may take two seconds, however long a request may take', async () => {
  const looks: number[] = [];
  const before = ({ httpTimeoutMs }: { httpTimeoutMs: number }) => {
    looks.push(httpTimeoutMs);
    return unanswered();
  };
  run({ before }, { ...inTime, waits: { ...input.waits, httpTimeoutMs: 10_000 } });
  run({ before }, { ...inTime, waits: { ...input.waits, httpTimeoutMs: 500 } });
  await settle();

  expect(looks).toEqual([2_000, 500]);
});

test('each new pair is preceded by a look, and what an earlier look saw is forgotten', async () => {
  const looks: (() => Promise<ParticipantPresence>)[] = [
    () => Promise.resolve({ state: 'absent' }),
    failing({ class: 'ambiguous', sentBefore: true }),
  ];
  const adds = [failing({ class: 'conflict', sentBefore: false, status: 409 }), unanswered];
  const { actor } = run(
    { before: () => (looks.shift() ?? unanswered)(), add: () => (adds.shift() ?? unanswered)() },
    { ...inTime, waits: { ...input.waits, backOffMs: 1 } },
  );
  while (adds.length > 0) await settle();

  expect(actor.getSnapshot().context).toMatchObject({ add: { number: 2 }, presentBefore: undefined });
});

test('who is never removed is not looked for', async () => {
  let looks = 0;
  const before = () => {
    looks += 1;
    return unanswered();
  };
  const { adds } = run({ before }, { ...inTime, lateJoin: 'keep' });
  await settle();

  expect([adds.length, looks]).toEqual([1, 0]);
});
