import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  randomGraph,
  startCallStack,
  type CallStack,
  type CallStackWithGraph,
  STACK_PROCESSES,
} from '../call-stack.ts';
import { fitColumns, shortenHome } from '../fit-columns.ts';
import { freePort } from '../free-port.ts';
import { startStackTemporal, temporalEnv } from '../stack-temporal.ts';
import { findTemporalServer } from '../temporal-server/find-temporal-server.ts';
import type { RunningTemporalServer } from '../temporal-server/run-temporal-server.ts';
import { unlessAborted } from '../when-aborted.ts';
import { ledgerTable } from './ledger-table.ts';
import { playMediaScene } from './media-scene.ts';
import { playScenes } from './scenes.ts';
import { whatIsWrong } from './what-is-wrong.ts';
import { whatIsWrongWithMedia } from './what-is-wrong-with-media.ts';

export interface DemoOptions {
  readonly projectDir: string;
  /** Ends the demo, which then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly write: (line: string) => void;
  /** Gets what the processes write. */
  readonly onLine: (process: string, line: string) => void;
}

/** Answers what is wrong with the outcomes and the ledger: nothing, where all is well. No process is left running. */
export async function runDemo({ projectDir, signal, write, onLine }: DemoOptions): Promise<string[]> {
  const startedAt = Date.now();
  const say = (line: string) => write(fitColumns(shortenHome(line)));
  const found = await unlessAborted(signal, findTemporalServer({ projectDir, env: process.env, say }));
  say('Starting Temporal, worker, server and a simulator of ACS and Graph, each a process of its own.');
  let temporal: RunningTemporalServer | undefined;
  let stack: CallStackWithGraph | undefined;
  const folder = await mkdtemp(join(tmpdir(), 'durable-calls-demo-'));
  try {
    if (found.kind === 'executable') {
      const onTemporalLine = (line: string) => onLine('Temporal server', line);
      const port = await freePort();
      temporal = await startStackTemporal({ projectDir, executable: found.path, port, say: onTemporalLine, signal });
    }
    const temporalAddress = found.kind === 'address' ? found.address : `${temporal?.address}`;
    const env = temporalEnv(found, `durable-calls-demo-${process.pid}-${startedAt}`);
    const graph = randomGraph(join(folder, 'ca.pem'));
    stack = await startCallStack({ projectDir, temporalAddress, env, graph, onLine, signal });
    say(`All four run after ${secondsSince(startedAt)} s. The API is at ${stack.api}.`);

    const [played, media] = await unlessAborted(
      signal,
      Promise.race([playAll(stack, say, signal), endOfAny(stack, temporal)]),
    );
    const { simulator } = stack;
    const ledger = await simulator.ledger();
    say('');
    say("The simulator's ledger");
    for (const line of ledgerTable(ledger)) say(line);
    const wrong = [
      ...whatIsWrong(played, ledger, (rawId) => simulator.personHash(rawId)),
      ...whatIsWrongWithMedia(media, await stack.graph.simulator.ledger()),
    ];
    say('');
    if (wrong.length === 0) say(`Outcomes and ledger are right, after ${secondsSince(startedAt)} s in all.`);
    return wrong;
  } finally {
    await stack?.stop();
    await temporal?.stop();
    await rm(folder, { recursive: true });
  }
}

async function playAll(stack: CallStackWithGraph, say: (line: string) => void, signal: AbortSignal) {
  return [await playScenes(stack, say, signal), await playMediaScene(stack, say, signal)] as const;
}

async function endOfAny(stack: CallStack, temporal: RunningTemporalServer | undefined): Promise<never> {
  const ends = STACK_PROCESSES.map((name) => stack.process(name).exited.then(() => name as string));
  if (temporal) ends.push(temporal.exited.then(() => 'Temporal server'));
  throw new Error(`The ${await Promise.race(ends)} ended in the middle of the demo.`);
}

function secondsSince(startedAt: number): string {
  return ((Date.now() - startedAt) / 1000).toFixed(1);
}
