import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { AddParticipantInput } from '../../../src/contract/add-participant.ts';
import { ownLifecycle } from '../../support/lifecycle.ts';
import { untilTaskAttempt } from '../../support/lost-tasks.ts';

const taskQueue = `defects-${randomUUID()}`;
const running = ownLifecycle({ DURABLE_CALLS_TASK_QUEUE: taskQueue });

/** What no request can ask for: nobody to add. */
function inputWithoutParticipant(
  operationId: string,
  callConnectionId: string,
): Omit<AddParticipantInput, 'participant'> {
  const now = Date.now();
  return {
    operationId,
    callConnectionId,
    sourceCallerIdNumber: '+14255550199',
    lateJoin: 'keep',
    personHash: '0a1b2',
    invitationTimeoutSeconds: 30,
    operationCallbackUri: running.stack.callbackUri,
    notAfter: new Date(now + 60_000).toISOString(),
    requestedAt: new Date(now).toISOString(),
    waits: {
      httpTimeoutMs: 4_000,
      startToCloseMs: 6_000,
      heartbeatMs: 1_500,
      pairWindowMs: 60_000,
      graceMs: 400,
      backOffMs: 100,
      lastDeadlineMs: 60_000,
    },
    cancelledCodes: [],
  };
}

test('a defect in an activity fails the operation at once, and is told as what it is, but not whom it is about', async () => {
  const { api, temporal } = running;
  const operationId = `acs-add-${randomUUID().replaceAll('-', '')}`;
  const workflow = await temporal.workflow.start('addParticipant', {
    taskQueue,
    workflowId: operationId,
    args: [inputWithoutParticipant(operationId, await running.call())],
  });
  api.started.add(operationId);

  await expect(workflow.result()).rejects.toThrow('Workflow execution failed');

  expect(await api.get(operationId)).toMatchObject({
    status: 500,
    body: {
      type: expect.stringContaining('/operation-failed'),
      detail: expect.stringContaining('addParticipant failed by a defect (attempt 1): TypeError'),
      failure: { machine: 'addParticipant', state: expect.stringContaining('sending') },
    },
  });
  expect(await api.cancel(operationId)).toMatchObject({
    status: 409,
    body: { type: expect.stringContaining('/operation-settled'), failure: { machine: 'addParticipant' } },
  });
  expect((await running.simulator.ledger()).summary.operations.addParticipant.arrived).toBe(0);
  await running.untilLogged('worker ', '"type":"Defect"');
  const ofWorker = running.logged.filter((line) => line.startsWith('worker ')).join('\n');

  // What it is and where, but not what it says.
  expect(ofWorker).toMatch(/TypeError at \w+/);
  expect(ofWorker).not.toContain('TypeError: Cannot');
  expect(ofWorker).not.toContain('4255550199');
});

test('an operation whose workflow tasks keep failing is 503 workflow-task-failing, and logged with its workflow id', async () => {
  const { api, temporal } = running;
  const operationId = `acs-add-${randomUUID().replaceAll('-', '')}`;
  // The worker does not know the workflow, as one does not whose code was rolled back too far.
  const workflow = await temporal.workflow.start('noLongerThere', { taskQueue, workflowId: operationId });
  await untilTaskAttempt(temporal, operationId, 3);

  expect(await api.get(operationId)).toMatchObject({
    status: 503,
    body: { type: expect.stringContaining('/workflow-task-failing'), detail: expect.stringContaining(operationId) },
  });
  const lines = await running.untilLogged('"msg":"workflow-task-failing"', `"workflowId":"${operationId}"`);

  expect(lines[0]).toContain('"level":50');
  await workflow.terminate();
});
