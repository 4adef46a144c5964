import { defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from '@jest/globals';
import { NotificationDelivery } from '../../src/client/notifications.ts';
import { personHash } from '../../src/client/person-hash.ts';
import type { AcsNotification } from '../../src/contract/acs-notification.ts';
import { TemporalUnavailable, TooManyNotifications } from '../../src/statechart/client/index.ts';
import {
  clientAnsweredBy,
  INVALID_ARGUMENT,
  NOT_FOUND,
  RpcFails,
  UNAVAILABLE,
  type RpcAnswers,
} from '../support/answering-rpcs.ts';

/* Which operations are told what, and in which requests. That Temporal and the workflows do with them what they should is tested on a real server. */

const ours = `acs-add-${'0'.repeat(32)}`;
const other = `acs-add-${'1'.repeat(32)}`;
const call = 'a1b2c3';

const failedOf = (operationId: string, changes: Partial<AcsNotification> = {}): AcsNotification => ({
  type: 'acs.AddParticipantFailed',
  eventId: 'event-1',
  callConnectionId: call,
  operationContext: `${operationId}:add:1`,
  code: 603,
  ...changes,
});
const ended: AcsNotification = { type: 'acs.CallDisconnected', callConnectionId: call };

const runOf = (workflowId: string) => ({
  execution: { workflowId, runId: 'run' },
  type: { name: 'addParticipant' },
  status: 1,
  startTime: { nanos: 0 },
});

interface Signal {
  readonly to: string;
  readonly deliveries: readonly { readonly id: string; readonly event: { readonly type: string } }[];
}

/** @param open the operations of the call that are */
function delivering(open: readonly string[] = [], answers: RpcAnswers = {}) {
  const signals: Signal[] = [];
  const queries: string[] = [];
  const client = clientAnsweredBy({
    SignalWorkflowExecution: ({ workflowExecution, input }) => {
      const [payload] = input?.payloads ?? [];
      signals.push({
        to: workflowExecution?.workflowId ?? '',
        deliveries: payload ? defaultPayloadConverter.fromPayload(payload) : [],
      });
      return {};
    },
    ListWorkflowExecutions: ({ query }) => {
      queries.push(query ?? '');
      return { executions: open.map(runOf) };
    },
    ...answers,
  });
  return { delivery: new NotificationDelivery(client, 'queue'), signals, queries };
}

test('an event goes to the operation that its context names, and nobody is asked whom it concerns', async () => {
  const { delivery, signals, queries } = delivering([other]);
  expect(await delivery.deliver([failedOf(ours)])).toEqual({ delivered: 1, ignored: 0, contradictions: [] });
  expect(signals).toMatchObject([
    { to: ours, deliveries: [{ event: { type: 'acs.AddParticipantFailed', code: 603 } }] },
  ]);
  expect(queries).toEqual([]);
});

test('events of one operation travel as one signal in their order, and those of two as two', async () => {
  const { delivery, signals } = delivering();
  await delivery.deliver([
    failedOf(ours),
    failedOf(other),
    failedOf(ours, { type: 'acs.CancelAddParticipantSucceeded', operationContext: `${ours}:cancel:1` }),
  ]);
  const told = signals.map(({ to, deliveries }) => [to, deliveries.map(({ event }) => event.type)]);
  expect(Object.fromEntries(told)).toEqual({
    [ours]: ['acs.AddParticipantFailed', 'acs.CancelAddParticipantSucceeded'],
    [other]: ['acs.AddParticipantFailed'],
  });
});

test('a fact that comes again, under whatever event id, is answered alike and handed over once', async () => {
  const { delivery, signals } = delivering();
  await delivery.deliver([failedOf(ours)]);
  const again = await delivery.deliver([failedOf(ours, { eventId: 'event-2' })]);
  expect(again).toEqual({ delivered: 1, ignored: 0, contradictions: [] });
  expect(signals).toHaveLength(1);

  await delivery.deliver([failedOf(ours, { operationContext: `${ours}:add:2` })]);
  expect(signals).toHaveLength(2);
});

test('a fact that could not be handed over is handed over when it comes again, and the others were', async () => {
  let isAway = true;
  const signalled: string[] = [];
  const { delivery } = delivering([], {
    SignalWorkflowExecution: ({ workflowExecution }) => {
      const to = workflowExecution?.workflowId ?? '';
      if (to === ours && isAway) throw new RpcFails(UNAVAILABLE, 'away');
      signalled.push(to);
      return {};
    },
  });
  await expect(delivery.deliver([failedOf(ours), failedOf(other)])).rejects.toBeInstanceOf(TemporalUnavailable);
  expect(signalled).toEqual([other]);
  isAway = false;
  await delivery.deliver([failedOf(ours), failedOf(other)]);
  expect(signalled).toEqual([other, ours]);
});

test('the end of a call concerns its open operations, in whatever case its id is written, and no other workflow', async () => {
  const { delivery, signals, queries } = delivering([ours, other, 'somebody-else']);
  expect(await delivery.deliver([{ ...ended, callConnectionId: 'A1B2C3' }])).toMatchObject({ delivered: 2 });
  expect(queries).toEqual([`DurableCallsCallId = '${call}' AND ExecutionStatus = 'Running'`]);
  expect(signals.map(({ to }) => to).sort()).toEqual([ours, other]);
});

test.each<[string, Partial<AcsNotification>]>([
  ['an invitation', { invitationId: 'invitation-1' }],
  ['a participant', { participant: '4:+14255550123' }],
])('an event that names only %s may concern any open operation of the call', async (_what, named) => {
  const { delivery, signals } = delivering([ours]);
  const { operationContext: _none, ...event } = failedOf(ours);
  await delivery.deliver([{ ...event, ...named }]);
  expect(signals.map(({ to }) => to)).toEqual([ours]);
});

test('a person whom an event names is handed on as a hash, and only where nothing else is named', async () => {
  const { delivery, signals } = delivering([ours]);
  const { operationContext: _none, ...event } = failedOf(ours);
  const participant = '4:+14255550123';
  await delivery.deliver([{ ...event, participant }, failedOf(ours, { participant })]);
  const events = signals.flatMap(({ deliveries }) => deliveries.map((one) => one.event));
  expect(JSON.stringify(events)).not.toContain('14255550123');
  expect(events).toEqual([
    expect.objectContaining({ personHash: personHash(call, participant) }),
    expect.not.objectContaining({ personHash: expect.anything() }),
  ]);
});

test.each<[string, Partial<AcsNotification>]>([
  ['a context of somebody else', { operationContext: 'foreign' }],
  ['a context of no operation id', { operationContext: 'order-17:add:1' }],
  ['a participant beside a foreign context', { operationContext: 'foreign', participant: '4:+14255550123' }],
])('an event with %s concerns nobody', async (_what, changes) => {
  const { delivery, signals, queries } = delivering([ours]);
  expect(await delivery.deliver([failedOf(ours, changes)])).toEqual({ delivered: 0, ignored: 1, contradictions: [] });
  expect([signals, queries]).toEqual([[], []]);
});

test('an operation that is not there any more ignores what it is told', async () => {
  const gone = () => {
    throw new RpcFails(NOT_FOUND, 'workflow not found');
  };
  const { delivery } = delivering([], { SignalWorkflowExecution: gone, DescribeWorkflowExecution: gone });
  expect(await delivery.deliver([failedOf(ours)])).toEqual({ delivered: 0, ignored: 1, contradictions: [] });
});

test('an operation whose run takes no more notifications is told from Temporal being away', async () => {
  const { delivery } = delivering([], {
    SignalWorkflowExecution: () => {
      throw new RpcFails(INVALID_ARGUMENT, 'exceeded workflow execution limit for signal events');
    },
  });
  await expect(delivery.deliver([failedOf(ours)])).rejects.toBeInstanceOf(TooManyNotifications);
});

test('whom the end of a call concerns cannot be found out while Temporal is away', async () => {
  const { delivery } = delivering([], {
    ListWorkflowExecutions: () => {
      throw new RpcFails(UNAVAILABLE, 'away');
    },
  });
  await expect(delivery.deliver([ended])).rejects.toBeInstanceOf(TemporalUnavailable);
});
