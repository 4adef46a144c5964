import { Context } from '@temporalio/activity';
import type { AddParticipantRequest } from '../contract/acs-activities.ts';
import type { AcsGateway } from '../providers/acs/gateway.ts';
import { orDefect } from './provider-request.ts';
import { closedAt } from './send-window.ts';

/** Whether the person was in the call before the first attempt of an add; empty where nobody knows. */
export interface PresenceBefore {
  readonly presentBefore?: boolean;
}

/**
 * Asks once, before the first attempt, and hands the answer on to the later ones as the heartbeat's details: after the
 * first attempt the person may be there because of it. Temporal keeps the latest details over a failure and over the
 * death of the worker; where they did not get there in time, or the look failed, nobody knows.
 *
 * @throws ApplicationFailure of type `Defect`; CancelledFailure when the activity was cancelled
 */
export async function presenceBefore(
  request: AddParticipantRequest,
  gateway: Pick<AcsGateway, 'getParticipant'>,
): Promise<PresenceBefore> {
  if (request.lookBefore !== true) return {};
  const { info } = Context.current();
  if (info.attempt > 1) return recorded(info.heartbeatDetails);
  if (request.sentBefore === true) return {};
  return orDefect('addParticipant', info.attempt, () => look(request, gateway));
}

async function look(
  request: AddParticipantRequest,
  gateway: Pick<AcsGateway, 'getParticipant'>,
): Promise<PresenceBefore> {
  const { log, cancellationSignal: signal, heartbeat } = Context.current();
  if (closedAt(request, Date.now()) !== undefined) return {};
  const { callConnectionId, httpTimeoutMs, participant, credential } = request;
  const asked = { callConnectionId, httpTimeoutMs, participant, ...(credential !== undefined && { credential }) };
  const attempted = await gateway.getParticipant(asked, { number: 1, signal });
  const fields = { operation: 'getParticipant', callConnectionId };
  if (!attempted.ok) {
    log.info(`${attempted.sentence}, before an add`, { ...fields, class: attempted.failure.class });
    return {};
  }
  // Whoever is not in a call that is gone is not in it.
  const presence = { presentBefore: attempted.value.state === 'present' };
  log.info('getParticipant answered, before an add', { ...fields, status: attempted.status });
  heartbeat(presence);
  return presence;
}

function recorded(details: unknown): PresenceBefore {
  const { presentBefore } = (details ?? {}) as { readonly presentBefore?: unknown };
  return typeof presentBefore === 'boolean' ? { presentBefore } : {};
}
