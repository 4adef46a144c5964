import { findTemporalServer } from '../temporal-server/find-temporal-server.ts';
import { unlessAborted, whenAborted } from '../when-aborted.ts';
import { awaitPredecessor } from './await-predecessor.ts';
import { currentCall, currentGraphCall } from './current-call.ts';
import { DataFolder } from './data-folder.ts';
import { greeting } from './greeting.ts';
import { startLastingStack, type LastingStack, type LastingStackOptions } from './lasting-stack.ts';
import type { StackSettings } from './settings.ts';
import { neededPorts, portsInTheWay } from './stack-ports.ts';

export interface RunStackOptions extends Pick<LastingStackOptions, 'projectDir' | 'say' | 'onLine'> {
  readonly settings: StackSettings;
  /** Stops the stack. */
  readonly signal: AbortSignal;
}

/**
 * Starts the stack and keeps it running until the signal is aborted; then stops it and resolves.
 * Rejects, with nothing left running, when it cannot be started, or one of its processes does not stay up.
 */
export async function runStack(options: RunStackOptions): Promise<void> {
  const { settings, say } = options;
  const { ports } = settings;
  const data = new DataFolder(settings.dataDir);
  await data.lockedFor(async (predecessorWasKilled) => {
    const inTheWay = () => portsInTheWay(ports, neededPorts(process.env));
    const portsAreFree = async () => (await inTheWay()).length === 0;
    if (predecessorWasKilled) await awaitPredecessor(data.processes(), portsAreFree, say);
    data.forgetProcesses();
    const sentences = await inTheWay();
    if (sentences.length > 0) throw new Error(sentences.join('\n'));

    const doesNotStayUp = new AbortController();
    const stack = await start(options, data, doesNotStayUp);
    try {
      await greet(stack, data, say);
      await whenAborted(stack.signal);
    } finally {
      doesNotStayUp.abort();
      say(`Stopping: ${[...stack.processes.keys()].join(', ')}.`);
      for (const kept of stack.processes.values()) await kept.stop();
      data.forgetProcesses();
    }
    if (!options.signal.aborted) throw doesNotStayUp.signal.reason;
  });
}

async function start(
  { projectDir, settings: { ports }, say, onLine, signal: asked }: RunStackOptions,
  data: DataFolder,
  doesNotStayUp: AbortController,
): Promise<LastingStack> {
  const found = await unlessAborted(asked, findTemporalServer({ projectDir, env: process.env, say }));
  say('Starting …');
  const signal = AbortSignal.any([asked, doesNotStayUp.signal]);
  const giveUp = (reason: Error) => doesNotStayUp.abort(reason);
  return await startLastingStack({ projectDir, found, ports, data, say, onLine, giveUp, signal });
}

async function greet(stack: LastingStack, data: DataFolder, say: (line: string) => void): Promise<void> {
  const acs = await unlessAborted(stack.signal, currentCall(stack.calls, data));
  const graph = await unlessAborted(stack.signal, currentGraphCall(stack.calls.graph, data));
  for (const line of greeting(stack, { acs, graph }, data.path)) say(line);
}
