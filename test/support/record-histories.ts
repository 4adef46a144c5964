import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import { parseCallWorkflowId } from '../../src/contract/media-ids.ts';
import { graphCallMachine } from '../../src/machines/graph-call.ts';
import { StatechartClient } from '../../src/statechart/client/index.ts';
import { PHONE_NUMBER } from './phone-number.ts';

const FOLDER = path.join(process.cwd(), 'test/histories');

/** Who recorded it, and from which files an error came, is of no use, and names the machine on which it was. */
const IDENTITY = /"identity":\s*"[^"]*"/g;
const STICKY_QUEUE = /"\d+@[^"@-]+-[0-9a-f]{32}"/g;
const STACK_TRACE = /"stackTrace":\s*"(?:[^"\\]|\\.)*"/g;

/**
 * With RECORD_HISTORIES set, keeps the history of the first operation for every outcome that has none yet, and that of the
 * first Graph call in which a media operation has an outcome that none has yet. What is kept stays: it is what was
 * released. To record one anew, remove its file.
 */
export async function recordHistories(client: Client, workflowIds: Iterable<string>): Promise<void> {
  if (process.env['RECORD_HISTORIES'] === undefined) return;
  for (const workflowId of workflowIds) {
    const history = await client.workflow.getHandle(workflowId).fetchHistory();
    const files = isGraphCall(workflowId)
      ? (await mediaOutcomesOf(client, workflowId)).map((outcome) => path.join(FOLDER, 'graph-call', `${outcome}.json`))
      : outcomeOf(history).map((outcome) => path.join(FOLDER, 'add-participant', `${outcome}.json`));
    const missing = files.find((file) => !existsSync(file));
    if (missing !== undefined) await keep(history, missing);
  }
}

async function keep(history: History, file: string): Promise<void> {
  const written = historyToJSON(history)
    .replaceAll(IDENTITY, '"identity": "recorded"')
    .replaceAll(STICKY_QUEUE, '"sticky"')
    .replaceAll(STACK_TRACE, '"stackTrace": ""');
  const json = JSON.stringify(JSON.parse(written));
  if (PHONE_NUMBER.test(readable(json))) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${json}\n`);
}

/** A history as text, with what stands in its payloads. */
export function textOf(history: History): string {
  return readable(JSON.stringify(JSON.parse(historyToJSON(history))));
}

/** What stands in the payloads of a history is base64. */
export function readable(json: string): string {
  return json.replaceAll(/"data":"([^"]*)"/g, (_whole, data: string) => Buffer.from(data, 'base64').toString('utf8'));
}

interface Outcome {
  readonly type: string;
  readonly reason?: string;
  readonly how?: string;
  readonly notRemoved?: string;
}

/** `failed-declined`; nothing for one that has not settled, or that failed by a defect. */
function outcomeOf({ events }: History): string[] {
  const payload = events?.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0];
  if (payload === undefined) return [];
  const { view } = defaultPayloadConverter.fromPayload<{ view: { summary?: { outcome?: Outcome } } }>(payload);
  return view.summary?.outcome === undefined ? [] : [wordsOf(view.summary.outcome)];
}

/** `playPrompt-cancelled-mediaCancelled`, and the like, of all operations of the call. */
async function mediaOutcomesOf(client: Client, workflowId: string): Promise<string[]> {
  const calls = new StatechartClient(client, { machine: graphCallMachine, workflow: 'graphCall', taskQueue: '' });
  const { context } = await calls.get(workflowId).view();
  return Object.values(context.operations).flatMap(({ kind, outcome }) =>
    outcome === undefined ? [] : [`${kind}-${wordsOf(outcome)}`],
  );
}

function wordsOf({ type, reason, how, notRemoved }: Outcome): string {
  return [type, reason ?? how ?? notRemoved].filter(Boolean).join('-');
}

function isGraphCall(workflowId: string): boolean {
  return parseCallWorkflowId(workflowId) !== undefined;
}
