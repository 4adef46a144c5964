import { isDeepStrictEqual } from 'node:util';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  notifySignal,
  sendUpdate,
  viewQuery,
  type StatechartResult,
  type View,
} from '../../../src/statechart/messages.ts';
import { buildMachine } from './build-machine.ts';
import { machineSpec, steps } from './generate.ts';
import type { MachineSpec, Step } from './machine-spec.ts';
import { PlainActor } from './plain-actor.ts';
import { WorkflowSandbox, type SandboxedExecution } from './workflow-sandbox.ts';

const CASES = Math.ceil(Number(process.env['DURABLE_CALLS_PROPERTY_CASES'] ?? 1_000) * 0.1);
const LIMIT_MS = 120_000 + CASES * 1_000;
const STARTED_AT = 1_700_000_000_000;

let sandbox: WorkflowSandbox;
let continued = 0;

beforeAll(async () => {
  const here = path.join(process.cwd(), 'test/statechart-kit/differential/generated-workflow.ts');
  sandbox = await WorkflowSandbox.of(pathToFileURL(here));
});

afterAll(() => sandbox.close());

async function compare(spec: MachineSpec, taken: readonly Step[]): Promise<void> {
  const plain = new PlainActor(buildMachine(spec));
  const execution = await sandbox.start('generated', [spec], STARTED_AT);
  try {
    await expectSame(plain, execution, 'the start');
    for (const [index, step] of taken.entries()) {
      if (execution.end !== undefined) break;
      await take(execution, step);
      if (step.step === 'advance') plain.advance(step.ms);
      else if (step.step !== 'continueAsNew') plain.send({ type: step.event });
      await expectSame(plain, execution, `step ${index}, ${JSON.stringify(step)}`);
    }
  } finally {
    continued += execution.continued;
    await execution.dispose();
  }
}

async function take(execution: SandboxedExecution, step: Step): Promise<void> {
  switch (step.step) {
    case 'notify':
      return execution.signal(notifySignal.name, [{ event: { type: step.event } }]);
    case 'command':
      await execution.update(sendUpdate.name, { event: { type: step.event } });
      return;
    case 'advance':
      return execution.advance(step.ms);
    case 'continueAsNew':
      execution.suggestContinueAsNew = true;
  }
}

async function expectSame(plain: PlainActor, execution: SandboxedExecution, place: string): Promise<void> {
  const shouldBe = throughJson(plain.summary());
  const is = await summaryOfExecution(execution);
  if (!isDeepStrictEqual(is, shouldBe)) expect({ place, is }).toEqual({ place, is: shouldBe });
}

async function summaryOfExecution(execution: SandboxedExecution): Promise<unknown> {
  const { end } = execution;
  if (end !== undefined && 'failed' in end) return { status: 'error' };
  const view =
    end === undefined ? ((await execution.query(viewQuery.name)) as View) : (end.done as StatechartResult).view;
  const summary = view.summary as object;
  if (view.status !== 'active') return { ...summary };
  return { ...summary, timers: view.timers.map(({ dueAt }) => Date.parse(dueAt) - STARTED_AT).sort((a, b) => a - b) };
}

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

test(
  'a machine in the sandbox of a worker is after every step as a plain actor of XState is, also over continue-as-new',
  async () => {
    await fc.assert(fc.asyncProperty(machineSpec, steps, compare), {
      numRuns: CASES,
      // Before the time-out of the test, which would not tell the seed.
      interruptAfterTimeLimit: LIMIT_MS - 10_000,
      markInterruptAsFailure: true,
      ...(process.env['DURABLE_CALLS_PROPERTY_SEED'] && { seed: Number(process.env['DURABLE_CALLS_PROPERTY_SEED']) }),
    });
    expect(continued).toBeGreaterThan(CASES * 0.5);
  },
  LIMIT_MS,
);
