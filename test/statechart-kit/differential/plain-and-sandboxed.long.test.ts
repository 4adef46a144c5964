import { isDeepStrictEqual } from 'node:util';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  notifySignal,
  sendUpdate,
  viewQuery,
  type StatechartResult,
  type View,
} from '../../../src/statechart/messages.ts';
import { buildMachine } from './build-machine.ts';
import type { MachineSpec, Step } from './machine-spec.ts';
import { PlainActor } from './plain-actor.ts';
import { CASES, runProperty } from './property-run.ts';
import { summaryOfView } from './summary.ts';
import { WorkflowSandbox, type SandboxedExecution } from './workflow-sandbox.ts';

/** Each takes three times as long as one without a sandbox: of very many, every tenth. */
const SANDBOXED = Math.min(CASES, Math.max(1_000, Math.ceil(CASES / 10)));
const LIMIT_MS = 120_000 + SANDBOXED * 400;
const STARTED_AT = 1_700_000_000_000;

let sandbox: WorkflowSandbox;
const totals = { steps: 0, continued: 0, timers: 0, children: 0, errors: 0, done: 0 };

beforeAll(async () => {
  const here = path.join(process.cwd(), 'test/statechart-kit/differential/generated-workflow.ts');
  sandbox = await WorkflowSandbox.of(pathToFileURL(here));
});

afterAll(() => sandbox.close());

async function compare(spec: MachineSpec, taken: readonly Step[]): Promise<void> {
  const plain = new PlainActor(buildMachine(spec));
  const execution = await sandbox.start('generated', [{ spec }], STARTED_AT);
  try {
    await expectSame(plain, execution, 'the start');
    for (const [index, step] of taken.entries()) {
      if (execution.end !== undefined) break;
      totals.steps++;
      await take(execution, step);
      if (step.step === 'advance') plain.advance(step.ms);
      else if (step.step !== 'continueAsNew') plain.send({ type: step.event });
      await expectSame(plain, execution, `step ${index}, ${JSON.stringify(step)}`);
    }
  } finally {
    await execution.dispose();
  }
  count(plain, execution);
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
  const shouldBe = JSON.parse(JSON.stringify(plain.summary())) as unknown;
  const is = await summaryOfExecution(execution);
  if (!isDeepStrictEqual(is, shouldBe)) expect({ place, is }).toEqual({ place, is: shouldBe });
}

async function summaryOfExecution(execution: SandboxedExecution): Promise<unknown> {
  const { end } = execution;
  if (end !== undefined && 'failed' in end) return { status: 'error' };
  if (end !== undefined) return summaryOfView((end.done as StatechartResult).view, STARTED_AT);
  return summaryOfView((await execution.query(viewQuery.name)) as View, STARTED_AT);
}

function count({ exercised }: PlainActor, { continued, end }: SandboxedExecution): void {
  totals.continued += continued;
  totals.timers += exercised.timers > 0 ? 1 : 0;
  totals.children += exercised.children > 0 ? 1 : 0;
  totals.errors += end !== undefined && 'failed' in end ? 1 : 0;
  totals.done += end !== undefined && 'done' in end ? 1 : 0;
}

test(
  'a machine in the sandbox of a worker is after every step as a plain actor of XState is, also over continue-as-new',
  async () => {
    await runProperty({ of: 'plain and sandboxed', cases: SANDBOXED, limitMs: LIMIT_MS, compare });

    console.info(`${SANDBOXED} cases in the sandbox: ${JSON.stringify(totals)}`);
    expect(totals.continued).toBeGreaterThan(SANDBOXED * 0.5);
    expect(totals.timers).toBeGreaterThan(SANDBOXED * 0.4);
    expect(totals.children).toBeGreaterThan(SANDBOXED * 0.3);
    expect(totals.errors).toBeLessThan(SANDBOXED * 0.2);
    expect(totals.done).toBeLessThan(SANDBOXED * 0.5);
  },
  LIMIT_MS,
);
