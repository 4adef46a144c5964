import { randomUUID } from 'node:crypto';
import type { CallConnection } from '@azure/communication-call-automation';
import type { OperationName } from '../../../simulator/control-client.ts';
import { pair } from '../bench.ts';
import { user, type Stage } from './stage.ts';

type Invited = Parameters<CallConnection['addParticipant']>[0]['targetParticipant'];

const phone = { phoneNumber: '+14255550123' };
const caller = { phoneNumber: '+14255550100' };
const teamsUser = { microsoftTeamsUserId: '7d1f0a52-2c5b-4a77-8f4e-0d6a1f1f9c11' };
/** The client can serialise it, though it is not in the type of an invitation. */
const unknownKind = { id: '8:echo123' } as unknown as Invited;

export const people: readonly Invited[] = [
  user,
  phone,
  teamsUser,
  { ...teamsUser, cloud: 'gcch' },
  { ...teamsUser, isAnonymous: true },
  unknownKind,
];

/** Everything that the simulator can do and refuse, asked for by the vendor's client. */
export async function officialSession(stage: Stage): Promise<void> {
  await callsOfEveryKind(stage);
  await everyKindOfPerson(stage);
  await invitationsOfEveryEnd(stage);
  await cancels(stage);
  await removals(stage);
  await endsOfCalls(stage);
}

async function callsOfEveryKind(stage: Stage): Promise<void> {
  const url = stage.receiver.url('/call');
  const intelligence = { callIntelligenceOptions: { cognitiveServicesEndpoint: 'https://cognitive.example.com/' } };
  const options = { operationContext: 'create', ...intelligence };
  for (const targetParticipant of people) {
    const invite = { targetParticipant, sourceCallIdNumber: caller, sourceDisplayName: 'The tests' };
    const { callConnection } = await stage.until('CallConnected', () =>
      stage.client().createCall(invite, url, options),
    );
    await callConnection.getCallConnectionProperties();
  }
  await stage.client().createGroupCall([...people], url, { sourceCallIdNumber: caller });
}

async function everyKindOfPerson(stage: Stage): Promise<void> {
  const aloneAtLast = { lastRemovalEndsCallAfterMs: null };
  await stage.control.replaceSwitches({ person: { onInvite: 'accept' }, participantsPageSize: 2, ...aloneAtLast });
  const call = await stage.call();
  const customCallingContext = [
    { kind: 'voip' as const, key: 'order', value: '7' },
    { kind: 'sipuui' as const, key: '', value: 'order-7' },
    { kind: 'sipx' as const, key: 'order', value: '7' },
  ];
  const options = { invitationTimeoutInSeconds: 30, operationCallbackUrl: stage.receiver.url('/operation') };
  for (const targetParticipant of people) {
    const invite = {
      targetParticipant,
      sourceCallIdNumber: caller,
      sourceDisplayName: 'The tests',
      customCallingContext,
    };
    await stage.until('AddParticipantSucceeded', () => call.addParticipant(invite, options));
    await call.getParticipant(targetParticipant);
  }
  const { values } = await call.listParticipants();
  // And the application itself.
  if (values?.length !== people.length + 1) throw new Error(`${values?.length} people are listed.`);
  for (const person of people) await stage.until('RemoveParticipantSucceeded', () => call.removeParticipant(person));
  await call.listParticipants();
}

async function invitationsOfEveryEnd(stage: Stage): Promise<void> {
  const call = await stage.call();
  const add = (context: string) =>
    call.addParticipant({ targetParticipant: user }, { operationContext: context, invitationTimeoutInSeconds: 1 });
  await stage.control.replaceSwitches({ invitationSecondMs: 1 });
  await stage.until('AddParticipantFailed', () => add('nobody answers'));
  for (const onInvite of ['decline', 'busy', 'unreachable', 'fail'] as const) {
    await stage.control.replaceSwitches({ person: { onInvite } });
    await stage.until('AddParticipantFailed', () => add(onInvite));
  }
  for (const onInvite of ['declineReportedAsAccept', 'accept'] as const) {
    await stage.control.replaceSwitches({ person: { onInvite } });
    await stage.until('ParticipantsUpdated', () => add(onInvite));
  }
}

async function cancels(stage: Stage): Promise<void> {
  await stage.control.replaceSwitches({ listRinging: true });
  const call = await stage.call();
  const invitation = async () => (await call.addParticipant({ targetParticipant: user })).invitationId as string;
  const own = { operationCallbackUrl: stage.receiver.url('/operation'), operationContext: 'cancel' };
  for (const addFailedOnCancel of ['before', 'after', 'never'] as const) {
    await stage.control.setSwitches({ addFailedOnCancel });
    const id = await invitation();
    await call.listParticipants();
    await stage.until('CancelAddParticipantSucceeded', () => call.cancelAddParticipantOperation(id, own));
    await stage.until('CancelAddParticipantFailed', () => call.cancelAddParticipantOperation(id));
  }
  await stage.until('CancelAddParticipantFailed', () => call.cancelAddParticipantOperation(randomUUID()));
  await stage.control.setSwitches({ cancelUnknownInvitation: { answer: 'refuse' } });
  await refused(400, call.cancelAddParticipantOperation(randomUUID()));
}

async function removals(stage: Stage): Promise<void> {
  await stage.control.replaceSwitches({});
  const call = await stage.call();
  const own = { operationCallbackUrl: stage.receiver.url('/operation'), operationContext: 'remove' };
  await refused(404, call.removeParticipant(phone, own));
  await refused(404, call.getParticipant(phone));
  await stage.control.setSwitches({ removeAbsent: { answer: 'failedEvent', code: 400, subCode: 8523 } });
  await stage.until('RemoveParticipantFailed', () => call.removeParticipant(phone, own));
}

async function endsOfCalls(stage: Stage): Promise<void> {
  await stage.control.replaceSwitches({ connectAfterMs: null });
  const waiting = await stage.call();
  await refused(400, waiting.addParticipant({ targetParticipant: user }));
  for (const forEveryone of [true, false]) {
    await stage.control.replaceSwitches({});
    const call = await stage.call();
    await stage.until('CallDisconnected', () => call.hangUp(forEveryone));
    for (const act of Object.values(actsOn(stage, call))) await refused(404, act());
    await stage.control.setSwitches({ disconnectedCalls: 'disconnectedState' });
    await call.getCallConnectionProperties();
  }
}

/** What the provider refuses, and what goes wrong at it: errors only. */
export async function troubledSession(stage: Stage): Promise<void> {
  await stage.control.replaceSwitches({});
  const call = await stage.call();
  const stranger = Buffer.from('a stranger').toString('base64');
  for (const act of Object.values(actsOn(stage, stage.connection(randomUUID())))) await refused(404, act());
  await refused(401, stage.client({ key: stranger }).getCallConnection(randomUUID()).getCallConnectionProperties());
  const future = stage.client({ apiVersion: '2999-01-01' });
  await refused(400, future.getCallConnection(randomUUID()).getCallConnectionProperties());
  for (const [operation, act] of Object.entries({ ...actsOn(stage, call), createCall: () => stage.call() })) {
    for (const status of [429, 500, 503]) {
      const rule = { operation: operation as OperationName, kind: 'respond' as const, at: 'arrival' as const };
      await stage.control.addFault({ ...rule, status, retryAfter: '1' });
      await refused(status, act());
    }
  }
  await repeats(stage, call);
}

async function repeats(stage: Stage, call: CallConnection): Promise<void> {
  const add = (customHeaders: Record<string, string>, operationContext = 'same') =>
    call.addParticipant({ targetParticipant: user }, { operationContext, requestOptions: { customHeaders } });
  const same = pair();
  await add(same);
  await add(same);
  await refused(400, add(same, 'another'));
  await refused(412, add(pair(new Date(Date.now() - 600_000))));
  const running = pair();
  const name = 'still running';
  await stage.control.addFault({ operation: 'addParticipant', kind: 'hold', at: 'beforeExecuting', name });
  const first = add(running);
  await stage.control.untilHeld(name);
  await refused(409, add(running));
  await stage.control.release(name);
  await first;
  await stage.control.setSwitches({ repeatability: 'unsupported' });
  await refused(501, add(pair()));
}

/** Every operation on a call, by the simulator's name for it. */
function actsOn(
  stage: Stage,
  call: CallConnection,
): Record<Exclude<OperationName, 'createCall'>, () => Promise<unknown>> {
  return {
    getCall: () => call.getCallConnectionProperties(),
    hangUp: () => call.hangUp(false),
    terminateCall: () => call.hangUp(true),
    getParticipants: () => call.listParticipants(),
    getParticipant: () => call.getParticipant(user),
    addParticipant: () => call.addParticipant({ targetParticipant: user }),
    removeParticipant: () => call.removeParticipant(user),
    cancelAddParticipant: () => call.cancelAddParticipantOperation(randomUUID()),
  };
}

async function refused(status: number, request: Promise<unknown>): Promise<void> {
  const told = await request.then(
    () => 'success',
    (error: Error & { statusCode?: number }) => error.statusCode ?? error.message,
  );
  if (told !== status) throw new Error(`The answer was to be ${status}, and was ${told}.`);
}
