import { describe, expect, test } from '@jest/globals';
import { initialSwitches } from '../../simulator/acs/switches.ts';
import { errorOf, inOrder, useBench } from './bench.ts';

const bench = useBench();

describe('the control plane', () => {
  test('a switch that does not exist is refused with the list of those that do, and nothing changes', async () => {
    const change = bench.control.setSwitches({ listRinging: true, typo: 1 } as object);
    await expect(change).rejects.toThrow(
      /^There is no switch typo\. Known: apiVersions, repeatability, .*tokenIssuer\.$/,
    );
    expect((await bench.control.switches()).listRinging).toBe(false);
  });

  test.each([
    [{ addFailedOnCancel: 'sometimes' }, 'addFailedOnCancel must be one of: after, before, never.'],
    [{ listRinging: 'yes' }, 'listRinging must be true or false.'],
    [{ webhookTries: 0 }, 'webhookTries must be a whole number from 1 to 1000.'],
    [{ person: { onInvite: 'dance' } }, 'person.onInvite must be one of: ring, accept,'],
    [{ people: { x: { onInvite: 'accept', afterMs: -1 } } }, 'people["x"].afterMs must be a whole number'],
    [{ cancelTwice: { answer: 'refuse', code: 200 } }, 'cancelTwice.code must be an HTTP error status'],
    [{ person: [] }, 'person must not be an empty list.'],
    [{ person: [{ onInvite: 'ring' }, { onInvite: 'dance' }] }, 'person[1].onInvite must be one of: ring, accept,'],
    [[], 'The body must be a JSON object.'],
  ])('a bad value %j is refused with a sentence', async (changes, message) => {
    await expect(bench.control.setSwitches(changes as object)).rejects.toThrow(message);
    expect(await bench.control.switches()).toEqual({ ...initialSwitches(), ...inOrder });
  });

  test('PATCH leaves other switches alone, and PUT sets them to their defaults', async () => {
    await bench.control.setSwitches({ listRinging: true, people: { a: { onInvite: 'accept' } } });
    await bench.control.setSwitches({ people: { b: { onInvite: 'decline' } } });
    expect(await bench.control.switches()).toMatchObject({ listRinging: true, people: { a: {}, b: {} } });
    await bench.control.setSwitches({ people: { a: null } });
    expect(Object.keys((await bench.control.switches()).people)).toEqual(['b']);
    await bench.control.replaceSwitches({ webhookTries: 2 });
    expect(await bench.control.switches()).toEqual({ ...initialSwitches(), webhookTries: 2 });
  });

  test('the behaviour of a person in a call goes before that of the person, of the call, and of everyone', async () => {
    const [alice, bob] = ['8:acs:x_alice', '8:acs:x_bob'];
    await bench.control.setSwitches({
      person: { onInvite: 'ring' },
      people: {
        [bench.callId]: { onInvite: 'busy' },
        [alice]: { onInvite: 'accept' },
        [`${bench.callId} ${bob}`]: { onInvite: 'unreachable' },
      },
    });
    for (const id of [alice, bob, '8:acs:x_carol'])
      await bench.added({ participantToAdd: { communicationUser: { id } }, operationContext: id });
    await bench.receiver.until('AddParticipantFailed', 2);
    await bench.receiver.until('AddParticipantSucceeded');
    const codes = bench.receiver.events().map(({ data }) => [data['operationContext'], data.resultInformation?.code]);
    expect(Object.fromEntries(codes)).toMatchObject({ [bob]: 480, '8:acs:x_carol': 486 });
    expect(bench.receiver.typesFor(alice)).toEqual(['AddParticipantSucceeded']);
  });

  test('a person can behave otherwise at each ringing', async () => {
    await bench.control.setSwitches({
      person: [{ onInvite: 'busy' }, { onInvite: 'decline' }, { onInvite: 'accept' }],
    });
    for (const [type, count, code] of [
      ['AddParticipantFailed', 1, 486],
      ['AddParticipantFailed', 2, 603],
      ['AddParticipantSucceeded', 1, undefined],
      ['AddParticipantSucceeded', 2, undefined],
    ] as const) {
      await bench.added();
      const { data } = await bench.receiver.until(type, count);
      expect(data.resultInformation?.code).toBe(code);
    }
  });

  test('a reset ends calls, rules, holds and the ledger, and keeps the signing key', async () => {
    const keys = async () => (await fetch(`${bench.control.baseUrl}/calling/keys`)).json();
    const before = await keys();
    await bench.added();
    await bench.control.addFault({ operation: 'getCall', kind: 'hold', at: 'arrival', name: 'x' });
    const held = bench.control.request('GET', bench.path());
    await bench.control.untilHeld('x');
    await bench.control.reset();
    expect((await held).status).toBe(404);
    expect(await bench.control.holds()).toEqual([]);
    expect(await bench.control.ledger()).toMatchObject({ calls: [], invitations: [], webhooks: [] });
    expect(await keys()).toEqual(before);
  });

  test('what comes after a reset about a call of before is not found, counts nowhere and takes no fault', async () => {
    await bench.control.addFault({ operation: 'getCall', kind: 'hold', at: 'arrival', name: 'x' });
    const held = bench.control.request('GET', bench.path());
    await bench.control.untilHeld('x');
    await bench.control.reset();
    await bench.control.addFault({ operation: 'addParticipant', kind: 'respond', status: 503, at: 'arrival' });
    const late = await bench.add();
    expect((await held).status).toBe(404);
    expect(await errorOf(late)).toMatchObject({ status: 404, code: '8522' });
    const { summary, requests } = await bench.control.ledger();
    const zero = { arrived: 0, executed: 0, repeats: 0, refused: 0, faults: 0 };
    expect(summary.operations).toMatchObject({ getCall: zero, addParticipant: zero });
    expect(requests).toEqual([]);
    bench.callId = await bench.control.createCall({ callbackUri: bench.receiver.url('/call') });
    expect((await bench.add()).status).toBe(503);
  });

  test('the ledger tells of every request what became of it', async () => {
    await bench.add({ invitationTimeoutInSeconds: -1 });
    const { invitationId } = await bench.added();
    const { requests } = await bench.control.ledger();
    expect(requests.map(({ operation, status, executed, outcome }) => [operation, status, executed, outcome])).toEqual([
      ['createCall', 201, true, 'answered'],
      ['addParticipant', 400, false, 'answered'],
      ['addParticipant', 202, true, 'answered'],
    ]);
    expect(requests[2]).toMatchObject({ callConnectionId: bench.callId, operationContext: 'add', invitationId });
  });

  test('a path that is not there is answered 404', async () => {
    expect((await fetch(`${bench.control.baseUrl}/_control/nothing`)).status).toBe(404);
  });
});
