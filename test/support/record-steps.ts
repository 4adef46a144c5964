import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { parseCallWorkflowId } from '../../src/contract/media-ids.ts';
import { addParticipantMachine } from '../../src/machines/add-participant.ts';
import { graphCallMachine } from '../../src/machines/graph-call.ts';
import { StatechartClient, type TransitionRecord } from '../../src/statechart/client/index.ts';

const FOLDER = path.join(process.cwd(), 'test/machines/walked-steps');

/**
 * With RECORD_STEPS set, keeps every step that a machine of a test has taken, through all of the stack: a line of
 * state, event and state, parted by tabs. What is there stays.
 */
export async function recordSteps(client: Client, workflowIds: Iterable<string>): Promise<void> {
  if (process.env['RECORD_STEPS'] === undefined) return;
  for (const workflowId of workflowIds) {
    for (const [machine, steps] of Object.entries(await stepsOf(client, workflowId))) await keep(machine, steps);
  }
}

async function keep(machine: string, steps: readonly string[]): Promise<void> {
  const file = path.join(FOLDER, `${machine}.txt`);
  const known = new Set((await readFile(file, 'utf8').catch(() => '')).split('\n'));
  const lines = [...new Set(steps)].filter((step) => !known.has(step));
  await appendFile(file, lines.map((line) => `${line}\n`).join(''));
}

/** By machine: a call has its operations below it. */
async function stepsOf(client: Client, workflowId: string): Promise<Record<string, string[]>> {
  const isCall = parseCallWorkflowId(workflowId) !== undefined;
  const transitions = isCall
    ? await transitionsOf(client, workflowId, { machine: graphCallMachine, workflow: 'graphCall' })
    : await transitionsOf(client, workflowId, { machine: addParticipantMachine, workflow: 'addParticipant' });
  const [own, below] = [transitions.filter(({ actor }) => !actor), transitions.filter(({ actor }) => actor)];
  return isCall
    ? { 'graph-call': own.flatMap(stepOf), 'media-operation': below.flatMap(stepOf) }
    : { 'add-participant': own.flatMap(stepOf) };
}

/** All that are kept; the latest ones of what has ended. */
async function transitionsOf(
  client: Client,
  workflowId: string,
  of: { machine: typeof graphCallMachine | typeof addParticipantMachine; workflow: string },
): Promise<readonly TransitionRecord[]> {
  const instances = new StatechartClient<typeof of.machine>(client, { ...of, taskQueue: '' });
  return (await instances.get(workflowId).view({ after: 0 })).transitions;
}

function stepOf({ from, event, to }: TransitionRecord): string[] {
  return from === undefined ? [] : [[JSON.stringify(from), event, JSON.stringify(to)].join('\t')];
}
