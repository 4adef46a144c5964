import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import type { WorkerDeploymentOptions } from '@temporalio/worker';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { machineHash, StatechartClient } from '../../src/statechart/client/index.ts';
import { replayHistories, statechartReplayBundleOptions } from '../../src/statechart/replay/index.ts';
import { statechartBundleOptions } from '../../src/statechart/worker/index.ts';
import { firstDeliveryMachine, signedDeliveryMachine } from '../support/statecharts-changed/delivery.ts';
import { statecharts } from '../support/statecharts.ts';

const running = statecharts();
/** A task queue that has a current version is closed to workers that have none. */
const versionedQueue = `deliveries-${randomUUID()}`;
const deliveries = (taskQueue = running.taskQueue) =>
  new StatechartClient(running.temporal, {
    machine: signedDeliveryMachine,
    workflow: 'delivery',
    taskQueue,
    timeoutMs: 40_000,
  });
const release = (name: string) => `${process.cwd()}/test/support/statecharts-changed/${name}-release.ts`;

const bundle = (name: string, options = statechartBundleOptions()) =>
  bundleWorkflowCode({ workflowsPath: release(name), logger: new DefaultLogger('WARN'), ...options });

/** Of nothing but the work of a processor. */
const BUNDLES_LIMIT_MS = 180_000;

let first: { code: string }, second: { code: string }, patched: { code: string };

beforeAll(async () => {
  first = await bundle('first');
  second = await bundle('second');
  patched = await bundle('patched');
}, BUNDLES_LIMIT_MS);

const worker = (workflowBundle: { code: string }) => running.createWorker({}, { workflowBundle });
const versionedWorker = (workflowBundle: { code: string }, workerDeploymentOptions: WorkerDeploymentOptions) =>
  running.createWorker({}, { workflowBundle, workerDeploymentOptions, taskQueue: versionedQueue });

const versionOf = (deploymentName: string, buildId: string): WorkerDeploymentOptions => ({
  version: { deploymentName, buildId },
  useWorkerVersioning: true,
  defaultVersioningBehavior: 'PINNED',
});

/** `ROUTING_CONFIG_UPDATE_STATE_COMPLETED`: every task queue knows which build is the current one. */
const COMPLETED = 2;

/** From now on new runs go to workers of this build. The server knows a build once a worker of it has polled. */
async function makeCurrent(deploymentName: string, buildId: string): Promise<void> {
  const { workflowService, options } = running.temporal;
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      await workflowService.setWorkerDeploymentCurrentVersion({
        namespace: options.namespace,
        deploymentName,
        buildId,
        ignoreMissingTaskQueues: true,
      });
      break;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  // Before that a task queue may still give a new run to a worker of the build before.
  while ((await stateOfRouting(deploymentName)) !== COMPLETED) await new Promise((resolve) => setTimeout(resolve, 100));
}

async function stateOfRouting(deploymentName: string): Promise<number> {
  const { workflowService, options } = running.temporal;
  const { workerDeploymentInfo } = await workflowService.describeWorkerDeployment({
    namespace: options.namespace,
    deploymentName,
  });
  return Number(workerDeploymentInfo?.routingConfigUpdateState);
}

test('with worker versioning, a pinned run ends on the machine that it began with, and a new run takes the new one', async () => {
  const deployment = `deliveries-${randomUUID()}`;
  const old = await versionedWorker(first, versionOf(deployment, '1'));
  await old.runUntil(async () => {
    await makeCurrent(deployment, '1');
    const before = await deliveries(versionedQueue).start(`before-${randomUUID()}`);
    expect((await before.view()).machine?.hash).toBe(machineHash(firstDeliveryMachine));

    const young = await versionedWorker(second, versionOf(deployment, '2'));
    await young.runUntil(async () => {
      await makeCurrent(deployment, '2');
      const after = await deliveries(versionedQueue).start(`after-${randomUUID()}`);

      expect((await after.view()).machine?.hash).toBe(machineHash(signedDeliveryMachine));
      expect((await after.send({ type: 'ARRIVED' })).value).toBe('signing');
      expect((await before.send({ type: 'ARRIVED' })).value).toBe('delivered');
      expect((await after.send({ type: 'SIGNED' })).value).toBe('delivered');
      expect((await before.view()).machine?.hash).toBe(machineHash(firstDeliveryMachine));
    });
  });
});

test('with patched, a run that began before the patch keeps its machine, a new run takes the new one, and both replay', async () => {
  const before = await (
    await worker(first)
  ).runUntil(async () => {
    const started = await deliveries().start(`before-${randomUUID()}`);
    await started.view();
    return started;
  });

  const after = await (
    await worker(patched)
  ).runUntil(async () => {
    const started = await deliveries().start(`after-${randomUUID()}`);
    expect((await started.send({ type: 'ARRIVED' })).value).toBe('signing');
    await started.send({ type: 'SIGNED' });
    expect((await before.send({ type: 'ARRIVED' })).value).toBe('delivered');
    await before.result();
    return started;
  });

  const { histories } = await replayHistories({
    workflowBundle: await bundle('patched', statechartReplayBundleOptions()),
    histories: [
      { workflowId: before.id, history: await running.history(before.id) },
      { workflowId: after.id, history: await running.history(after.id) },
    ],
  });
  expect(histories).toMatchObject([
    { replayed: true, differences: [], machine: { now: { hash: machineHash(firstDeliveryMachine) } } },
    { replayed: true, differences: [], machine: { now: { hash: machineHash(signedDeliveryMachine) } } },
  ]);
});

test('without either, the replay tells before the release that a run in flight would break', async () => {
  const before = await (
    await worker(first)
  ).runUntil(async () => {
    const started = await deliveries().start(`before-${randomUUID()}`);
    // Answered only once the first workflow task is over, so that the command gets a task of its own.
    await started.view();
    await started.send({ type: 'ARRIVED' });
    await started.result();
    return started;
  });

  const { histories, different } = await replayHistories({
    workflowsPath: release('second'),
    histories: [{ workflowId: before.id, history: await running.history(before.id) }],
  });

  expect(different).toBe(1);
  expect(histories).toMatchObject([
    {
      replayed: false,
      differences: [
        { kind: 'notReplayable', eventType: 'WorkflowExecutionUpdateCompleted', place: { state: 'signing' } },
      ],
    },
  ]);
});
