import { randomUUID } from 'node:crypto';
import type { CallStack } from '../../dev/call-stack.ts';
import { untilReached } from './campaign-stack.ts';

const event = (name: string, data: unknown) => ({
  id: randomUUID(),
  source: 'calling/callConnections/unknown',
  type: `Microsoft.Communication.${name}`,
  specversion: '1.0',
  data,
});

const declined = { resultInformation: { code: 603, subCode: 10024, message: 'declined' } };

/** What must change nothing: of other calls, senders and sends, of no form, of no size. */
function noiseFor(callConnectionId: string, operationId: string): unknown[] {
  const ours = `${operationId}:add:1`;
  return [
    event('AddParticipantFailed', { callConnectionId, operationContext: 'somebody else’s', ...declined }),
    event('AddParticipantFailed', { callConnectionId: randomUUID(), operationContext: ours, ...declined }),
    event('AddParticipantSucceeded', { callConnectionId, operationContext: `${operationId}:add:99` }),
    event('AddParticipantFailed', { callConnectionId, operationContext: `${operationId}:add:99`, ...declined }),
    event('CancelAddParticipantSucceeded', { callConnectionId, invitationId: randomUUID() }),
    event('CancelAddParticipantSucceeded', { callConnectionId, invitationId: 'i'.repeat(100_000) }),
    event('RemoveParticipantSucceeded', { callConnectionId, operationContext: `${operationId}:remove:99` }),
    event('AddParticipantSucceeded', 'rubbish'),
    event('CallDisconnected', { callConnectionId: randomUUID() }),
    event('BrandNew', { callConnectionId, operationContext: ours }),
    17,
    null,
  ];
}

/**
 * Delivers such events with a token of the provider's; and what would decide, with a token that is for somebody else.
 *
 * @returns what was wrong with the answers; a server that is away answers nothing
 */
export async function deliverNoise(
  { simulator, callbackUri }: CallStack,
  callConnectionId: string,
  operationId: string,
): Promise<string[]> {
  const [token, forged] = await untilReached(() =>
    Promise.all([simulator.mintToken(), simulator.mintToken({ foreignKey: true })]),
  );
  const deliver = async (body: unknown, bearer: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${bearer}` };
    const answer = await fetch(callbackUri, { method: 'POST', headers, body: JSON.stringify(body) }).catch(
      () => undefined,
    );
    return answer?.status;
  };
  const decides = event('AddParticipantSucceeded', { callConnectionId, operationContext: `${operationId}:add:1` });
  const taken = await deliver(noiseFor(callConnectionId, operationId), token);
  const refused = await deliver([decides], forged);
  return [
    ...(taken === undefined || taken === 200 || taken === 503 ? [] : [`noise was answered ${taken}`]),
    ...(refused === undefined || refused === 401 || refused === 503
      ? []
      : [`a forged delivery was answered ${refused}`]),
  ];
}
