import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';

const FILE = path.join(process.cwd(), 'test/machines/model/walked-steps.txt');

interface Step {
  readonly from?: unknown;
  readonly event: string;
  readonly to: unknown;
  readonly actor?: string;
}

/**
 * With RECORD_STEPS set, keeps every step that an operation of a test has taken, through all of the stack: a line of
 * state, event and state, parted by tabs. What is there stays.
 */
export async function recordSteps(client: Client, operationIds: Iterable<string>): Promise<void> {
  if (process.env['RECORD_STEPS'] === undefined) return;
  const steps = new Set<string>();
  for (const operationId of operationIds) {
    for (const step of await stepsOf(client, operationId)) steps.add(step);
  }
  const known = new Set((await readFile(FILE, 'utf8').catch(() => '')).split('\n'));
  const lines = [...steps].filter((step) => !known.has(step));
  await appendFile(FILE, lines.map((line) => `${line}\n`).join(''));
}

/** Of an operation that has settled; nothing of one that has not. */
async function stepsOf(client: Client, operationId: string): Promise<string[]> {
  const { events } = await client.workflow.getHandle(operationId).fetchHistory();
  const payload = events?.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0];
  if (payload === undefined) return [];
  const { view } = defaultPayloadConverter.fromPayload<{ view: { transitions: Step[] } }>(payload);
  return view.transitions
    .filter(({ actor, from }) => actor === undefined && from !== undefined)
    .map(({ from, event, to }) => [JSON.stringify(from), event, JSON.stringify(to)].join('\t'));
}
