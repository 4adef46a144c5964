import { describe, expect, test } from '@jest/globals';
import { alice, errorOf, useBench } from './bench.ts';
import type { ReceivedEvent } from './receiver.ts';

/* What recordings of the real service show of lists of people, and of how calls end: the simulator does it by default. */

const bench = useBench();
const firstCaller = '8:acs:simulated-resource_first-caller';
const application = '8:acs:simulated-resource_application';

const typeOf = ({ type }: ReceivedEvent) => type.split('.')[2] ?? '';
const numberOf = ({ data }: ReceivedEvent) => data['sequenceNumber'];
const listedIn = ({ data }: ReceivedEvent) =>
  (data['participants'] as { identifier: { rawId: string } }[]).map(({ identifier }) => identifier.rawId);
const remove = (rawId: string) =>
  bench.control.request('POST', bench.path('/participants:remove'), {
    participantToRemove: { rawId },
    operationContext: 'remove',
  });

describe('who is in a call', () => {
  test('the application itself is listed, unless the call was created without one', async () => {
    const listed = async () => {
      const response = await bench.control.request('GET', bench.path('/participants'));
      const { value } = (await response.json()) as { value: { identifier: { rawId: string } }[] };
      return value.map(({ identifier }) => identifier.rawId);
    };
    expect(await listed()).toEqual([application, firstCaller]);
    bench.callId = await bench.control.createCall({ callbackUri: bench.receiver.url('/call'), source: null });
    expect(await listed()).toEqual([firstCaller]);
  });

  test('somebody who rings is told of by the old list, and the number of the next list skips one', async () => {
    await bench.control.setSwitches({ participantsUpdatedOnAdd: true });
    const { invitationId } = await bench.added();
    const ringing = await bench.receiver.until('ParticipantsUpdated');
    await bench.control.answer({ invitationId });
    const joined = await bench.receiver.until('ParticipantsUpdated', 2);
    expect(listedIn(ringing)).toEqual([application, firstCaller]);
    expect(listedIn(joined)).toEqual([application, firstCaller, alice]);
    expect([ringing, joined].map(numberOf)).toEqual([2, 3]);

    await bench.control.setSwitches({ participantsUpdatedOnAdd: false });
    await bench.control.answer(await bench.added({ participantToAdd: { rawId: '8:acs:these-tests_bob' } }));
    expect(numberOf(await bench.receiver.until('ParticipantsUpdated', 3))).toBe(5);
  });

  test('a list is told again, with its number and another time', async () => {
    await bench.control.setSwitches({ participantsUpdatedRepeats: 1 });
    await bench.control.answer(await bench.added());
    const first = await bench.receiver.until('ParticipantsUpdated');
    const second = await bench.receiver.until('ParticipantsUpdated', 2);
    expect(numberOf(second)).toBe(numberOf(first));
    expect(listedIn(second)).toEqual(listedIn(first));
    expect(Date.parse(second.time)).toBeGreaterThan(Date.parse(first.time));
    expect(second.id).not.toBe(first.id);
  });

  test('a list comes before the event of a join or after it, as it happens', async () => {
    await bench.control.setSwitches({ participantsUpdated: 'either' });
    const orders = new Set<string>();
    // Forty of one kind would come once in 10^12 runs.
    for (let nth = 0; nth < 40; nth += 1) {
      const rawId = `8:acs:these-tests_person-${nth}`;
      await bench.control.answer(await bench.added({ participantToAdd: { rawId } }));
      await bench.receiver.until('AddParticipantSucceeded', nth + 1);
      await bench.receiver.until('ParticipantsUpdated', nth + 1);
      orders.add(bench.receiver.events().slice(-2).map(typeOf).join(' '));
    }
    expect([...orders].sort()).toEqual([
      'AddParticipantSucceeded ParticipantsUpdated',
      'ParticipantsUpdated AddParticipantSucceeded',
    ]);
  });
});

describe('how a call ends', () => {
  test('the removal of the last person is told without a list, and ends the call', async () => {
    expect((await remove(firstCaller)).status).toBe(202);
    await bench.receiver.until('CallDisconnected');
    expect(bench.receiver.events().map(typeOf)).toEqual(['RemoveParticipantSucceeded', 'CallDisconnected']);
    expect(await errorOf(await bench.control.request('GET', bench.path()))).toMatchObject({
      status: 404,
      code: '8522',
    });
  });

  test('the removal of one of several leaves the call, and so does that of the last one where the switch says so', async () => {
    await bench.control.answer(await bench.added());
    await remove(alice);
    await bench.control.setSwitches({ lastRemovalEndsCallAfterMs: null });
    await remove(firstCaller);
    await bench.untilAllIsTold();
    expect(bench.receiver.events('CallDisconnected')).toEqual([]);
    expect((await bench.control.ledger()).calls[0]).toMatchObject({ state: 'connected' });
  });

  test('a call that is rejected ends before its creation is told to have failed, and connects for a second still', async () => {
    await bench.control.setSwitches({ connectAfterMs: null });
    bench.callId = await bench.control.createCall({
      callbackUri: bench.receiver.url('/call'),
      operationContext: 'create',
    });
    await bench.control.reject(bench.callId, { code: 200, subCode: 5002 });
    const failed = await bench.receiver.until('CreateCallFailed');
    const [ended] = bench.receiver.events('CallDisconnected');
    expect(bench.receiver.events().map(typeOf)).toEqual(['CallDisconnected', 'CreateCallFailed']);
    expect(failed.data).toMatchObject({ resultInformation: { code: 200, subCode: 5002 } });
    expect(failed.data).not.toHaveProperty('operationContext');
    expect(ended?.data).toMatchObject({ operationContext: 'create' });
    expect(Date.parse(failed.time)).toBeLessThan(Date.parse(ended?.time ?? ''));
    const soon = await bench.control.request('GET', bench.path());
    expect(await soon.json()).toMatchObject({ callConnectionState: 'connecting' });
    await expect(bench.control.reject(bench.callId)).rejects.toThrow('does not connect any more');
  });

  test('later versions tell of what went well, and why a call has ended', async () => {
    await bench.control.setSwitches({ resultsOfSuccesses: true });
    await bench.control.answer(await bench.added());
    expect((await bench.receiver.until('AddParticipantSucceeded')).data.resultInformation).toEqual({
      code: 200,
      subCode: 0,
      message: '',
    });
    await bench.control.request('POST', bench.path(':terminate'));
    const { data } = await bench.receiver.until('CallDisconnected');
    expect(data.resultInformation).toMatchObject({ code: 200, subCode: 7000 });
  });
});
