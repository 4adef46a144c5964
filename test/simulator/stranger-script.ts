/*
 * The official client libraries as anybody uses them, with nothing of ours, against an ACS that is named by environment:
 * creates a call, adds somebody and cancels it, adds somebody who accepts, lists, gets and removes.
 * Writes one line of JSON that says what it got.
 */
import { CallAutomationClient } from '@azure/communication-call-automation';
import { DefaultAzureCredential } from '@azure/identity';

const { ACS_ENDPOINT = '', CALLBACK_URI = '' } = process.env;

async function session() {
  const client = new CallAutomationClient(
    ACS_ENDPOINT,
    new DefaultAzureCredential({ disableInstanceDiscovery: true }),
    {
      apiVersion: '2023-10-15',
    } as object,
  );
  const caller = { communicationUserId: '8:acs:strangers_caller' };
  const colleague = { communicationUserId: '8:acs:strangers_colleague' };
  const { callConnection, callConnectionProperties } = await client.createCall(
    { targetParticipant: caller },
    CALLBACK_URI,
  );
  const { invitationId = '' } = await callConnection.addParticipant(
    { targetParticipant: { communicationUserId: '8:acs:strangers_ringing' } },
    { operationContext: 'to be cancelled' },
  );
  const cancelled = await callConnection.cancelAddParticipantOperation(invitationId, { operationContext: 'cancel' });
  await callConnection.addParticipant({ targetParticipant: colleague }, { operationContext: 'add' });
  const listed = await untilListed(() => callConnection.listParticipants(), 2);
  const got = await callConnection.getParticipant(colleague);
  const removed = await callConnection.removeParticipant(colleague, { operationContext: 'remove' });
  const left = await callConnection.listParticipants();
  await callConnection.hangUp(true);
  return {
    state: callConnectionProperties.callConnectionState,
    cancelledTheSame: cancelled.invitationId === invitationId,
    listed: listed.length,
    got: got.identifier,
    removed: removed.operationContext,
    left: left.values?.length,
  };
}

async function untilListed(list: () => Promise<{ values?: unknown[] }>, count: number): Promise<unknown[]> {
  for (let tries = 0; ; tries += 1) {
    const { values = [] } = await list();
    if (values.length === count || tries === 100) return values;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

session().then(
  (result) => process.stdout.write(`${JSON.stringify(result)}\n`),
  (error: Error & { statusCode?: number }) =>
    process.stdout.write(`${JSON.stringify({ failed: error.name, status: error.statusCode })}\n`),
);
