import { Context } from '@temporalio/activity';
import type { AddParticipantRequest } from '../contract/acs-activities.ts';
import type { AcsGateway } from '../providers/acs/gateway.ts';
import { orDefect } from './provider-request.ts';
import { measured } from './request-metrics.ts';
import { closedAt } from './send-window.ts';

/** Whether the person was in the call before the first attempt of an add; empty where nobody knows. */
export interface PresenceBefore {
  readonly presentBefore?: boolean;
}

/** The add waits for the look: better not known than rung late. */
const LONGEST_LOOK_MS = 2_000;

/**
 * Asks once, before the first attempt: after it the person may be there because of it.
 *
 * @param signal gives the look up
 * @throws ApplicationFailure of type `Defect`
 */
export async function presenceBefore(
  request: AddParticipantRequest,
  gateway: Pick<AcsGateway, 'getParticipant'>,
  signal: AbortSignal,
): Promise<PresenceBefore> {
  const { info } = Context.current();
  const isFirst = info.attempt === 1 && request.sentBefore !== true;
  if (request.lookBefore !== true || !isFirst || closedAt(request, Date.now()) !== undefined) return {};
  return orDefect('addParticipant', info.attempt, () => look(request, gateway, signal));
}

async function look(
  request: AddParticipantRequest,
  gateway: Pick<AcsGateway, 'getParticipant'>,
  signal: AbortSignal,
): Promise<PresenceBefore> {
  const { log } = Context.current();
  const { callConnectionId, participant, credential } = request;
  const httpTimeoutMs = Math.min(request.httpTimeoutMs, LONGEST_LOOK_MS);
  const asked = { callConnectionId, httpTimeoutMs, participant, ...(credential !== undefined && { credential }) };
  const attempted = await measured({ provider: 'acs', operation: 'getParticipant' }, 1, () =>
    gateway.getParticipant(asked, { number: 1, signal }),
  );
  const fields = { operation: 'getParticipant', callConnectionId };
  if (!attempted.ok) {
    log.info(`${attempted.sentence}, before an add`, { ...fields, class: attempted.failure.class });
    return {};
  }
  log.info('getParticipant answered, before an add', { ...fields, status: attempted.status });
  // Whoever is not in a call that is gone is not in it.
  return { presentBefore: attempted.value.state === 'present' };
}
