import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';

const FOLDER = path.join(process.cwd(), 'test/histories');

/** Who recorded it is of no use, and names the machine on which it was. */
const IDENTITY = /"identity":\s*"[^"]*"/g;
const PHONE_NUMBER = /\+\d{7,}/;

/**
 * With RECORD_HISTORIES set, keeps the history of the first operation for every outcome that has none yet. What is kept
 * stays: it is what was released. To record one anew, remove its file.
 */
export async function recordHistories(client: Client, operationIds: Iterable<string>): Promise<void> {
  if (process.env['RECORD_HISTORIES'] === undefined) return;
  for (const operationId of operationIds) {
    const history = await client.workflow.getHandle(operationId).fetchHistory();
    const outcome = outcomeOf(history);
    if (outcome === undefined) continue;
    const json = JSON.stringify(JSON.parse(historyToJSON(history).replaceAll(IDENTITY, '"identity": "recorded"')));
    const file = path.join(FOLDER, 'add-participant', `${outcome}.json`);
    if (existsSync(file) || PHONE_NUMBER.test(readable(json))) continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `${json}\n`);
  }
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
function outcomeOf({ events }: History): string | undefined {
  const payload = events?.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0];
  if (payload === undefined) return undefined;
  const { view } = defaultPayloadConverter.fromPayload<{ view: { summary?: { outcome?: Outcome } } }>(payload);
  const { type, reason, how, notRemoved } = view.summary?.outcome ?? {};
  return [type, reason ?? how ?? notRemoved].filter(Boolean).join('-') || undefined;
}
