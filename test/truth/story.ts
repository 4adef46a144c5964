import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import type { OperationView } from '../../src/contract/operation-view.ts';
import type { LedgerView } from '../../simulator/control-client.ts';
import type { CallPlan, PhasePlan } from './plan.ts';
import type { Played } from './run-operation.ts';

export interface Tale {
  readonly seed: string;
  readonly phase: PhasePlan;
  readonly call: CallPlan;
  readonly operation: Played;
  readonly view: OperationView | undefined;
  readonly history: History;
  readonly runId: string;
  readonly wrong: readonly string[];
  /** Of the call. */
  readonly ledger: LedgerView;
  readonly lines: readonly string[];
  readonly killed: readonly string[];
}

/** All that is known of one operation that went wrong, in the order in which it happened. */
export function tellStory(tale: Tale): string {
  const { seed, phase, call, operation, view, history, runId, wrong, ledger, lines, killed } = tale;
  const { plan, operationId, callConnectionId, lateWith } = operation;
  const happened = [
    ...killed.map((line) => ({ at: line.slice(0, 24), what: line.slice(25) })),
    ...ledger.requests.map(({ at, ...request }) => ({ at, what: `> ${requestLine(request)}` })),
    ...ledger.webhooks.map(({ at, type, operationContext, tries, finalStatus }) => ({
      at,
      what: `< ${type} ${operationContext ?? ''} (try ${tries}: ${finalStatus})`,
    })),
    ...ledger.invitations.flatMap(({ invitationId, invitedAt, endedAt, state }) => [
      { at: invitedAt, what: `  invitation ${invitationId.slice(0, 8)} rings` },
      ...(endedAt === null ? [] : [{ at: endedAt, what: `  invitation ${invitationId.slice(0, 8)} ends: ${state}` }]),
    ]),
    ...ledger.stays.flatMap(({ person, joinedAt, leftAt, invitationId }) => [
      { at: joinedAt, what: `  ${person.slice(0, 6)} joins by ${invitationId?.slice(0, 8) ?? 'the call itself'}` },
      ...(leftAt === null ? [] : [{ at: leftAt, what: `  ${person.slice(0, 6)} leaves` }]),
    ]),
    ...ledger.calls.flatMap(({ endedAt }) => (endedAt === null ? [] : [{ at: endedAt, what: '  the call ends' }])),
    ...(view?.transitions ?? []).map(({ at, event, to }) => ({ at, what: `= ${event} -> ${JSON.stringify(to)}` })),
  ].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return [
    `Operation ${plan.number} of seed ${seed} (phase ${phase.number}): ${wrong.length === 0 ? 'nothing is wrong' : `it went wrong: ${wrong.join('; ')}`}.`,
    `To play its phase again: npm run test:truth -- --seed ${seed} --phase ${phase.number}`,
    `operation ${operationId}, call ${callConnectionId}`,
    `plan      ${JSON.stringify(plan)}`,
    `call      ${JSON.stringify({ ...call, operations: call.operations.length })}`,
    `provider  ${JSON.stringify(phase.switches)}`,
    `outcome   ${JSON.stringify(view?.outcome)}, cancel ${JSON.stringify(view?.cancel)}, contradictions ${JSON.stringify(view?.contradictions)}`,
    ...(lateWith.length > 0 ? ['when it was late:', ...lateWith.map((line) => `  ${line}`)] : []),
    'what happened (> asked, < told, = our transitions):',
    ...happened.map(({ at, what }) => `  ${at.slice(11, 23)} ${what}`),
    'its history:',
    ...historyLines(history),
    'what worker and server wrote of it:',
    ...lines.filter((line) => line.includes(operationId) || line.includes(runId)).map((line) => `  ${line}`),
  ].join('\n');
}

interface HistoryEvent {
  readonly eventId: string;
  readonly eventTime: string;
  readonly eventType: string;
}

function historyLines(history: History): string[] {
  const { events } = JSON.parse(historyToJSON(history)) as { events: HistoryEvent[] };
  return events.map(({ eventId, eventTime, eventType }) => {
    return `  ${eventTime.slice(11, 23)} ${eventId} ${eventType.replace('EVENT_TYPE_', '')}`;
  });
}

function requestLine(request: Omit<LedgerView['requests'][number], 'at'>): string {
  const { operation, operationContext, repeatabilityRequestId, status, outcome, executed, repeat, fault } = request;
  return [
    operation,
    operationContext?.split(':').slice(1).join(':'),
    repeatabilityRequestId?.slice(0, 8),
    `${status ?? outcome}`,
    executed && 'executed',
    repeat && 'repeat',
    fault !== null && `(${fault})`,
  ]
    .filter(Boolean)
    .join(' ');
}
