import type { Client } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Worker,
  type ReplayWorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import type { ReplayedActivation, ReplaySinks } from '../replayed.ts';
import { statechartReplayBundleOptions } from './bundle-options.ts';
import { readHistory, type HistoryToReplay, type ReadHistory } from './history-to-replay.ts';
import { judge, notReplayable } from './judge.ts';
import { liveHistories } from './live-histories.ts';
import type { ReplayedHistory, ReplayReport } from './report.ts';
import { storedHistories } from './stored-histories.ts';

export type ReplayHistoriesOptions = {
  /** Those in a folder, those of all runs that a visibility query finds, or whatever is iterated over. */
  readonly histories:
    | AsyncIterable<HistoryToReplay>
    | Iterable<HistoryToReplay>
    | { readonly folder: string }
    | { readonly client: Client; readonly query: string };
  /** Where the worker has one: payloads of histories go through its codecs. */
  readonly dataConverter?: ReplayWorkerOptions['dataConverter'];
  readonly sinks?: ReplayWorkerOptions['sinks'];
  /** Called as soon as each is replayed. */
  readonly onReplayed?: (replayed: ReplayedHistory) => void;
} & (
  | { readonly workflowsPath: string }
  /** Built with `statechartReplayBundleOptions()`. */
  | { readonly workflowBundle: WorkflowBundleOption }
);

/**
 * Replays histories against the workflow code of now, and compares more than Temporal does, whose replay passes when
 * these differ: the inputs of activities and child workflows, the durations of timers, the answers of updates, memos,
 * signals to others, and what a run ended with: its result, its failure, or what it continued as new with. Not the
 * options of activities (time-outs, retries), and not the inputs of local activities, which no history has.
 *
 * Nothing is silent: what cannot be read or replayed is among the differences.
 *
 * @throws Error when the bundle was built without `statechartReplayBundleOptions()`
 */
export async function replayHistories(options: ReplayHistoriesOptions): Promise<ReplayReport> {
  const workflowBundle = 'workflowBundle' in options ? options.workflowBundle : await bundle(options.workflowsPath);
  const source = readable(options.histories)[Symbol.asyncIterator]();
  const histories: ReplayedHistory[] = [];
  const tell = (replayed: ReplayedHistory): void => {
    histories.push(replayed);
    options.onReplayed?.(replayed);
  };
  // Where Temporal gives up as a whole, the history that made it do so is told, and the rest goes on.
  while (!(await replayUntilBroken(source, workflowBundle, options, tell)));
  return { histories, different: histories.filter(({ differences }) => differences.length > 0).length };
}

function bundle(workflowsPath: string): Promise<WorkflowBundleOption> {
  return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN'), ...statechartReplayBundleOptions() });
}

/** @returns whether the source is exhausted */
async function replayUntilBroken(
  source: AsyncIterator<HistoryToReplay>,
  workflowBundle: WorkflowBundleOption,
  options: ReplayHistoriesOptions,
  tell: (replayed: ReplayedHistory) => void,
): Promise<boolean> {
  const activations = new Map<string, ReplayedActivation[]>();
  const progress: { exhausted: boolean; current?: ReadHistory | undefined } = { exhausted: false };

  async function* feed() {
    for (;;) {
      const next = await source.next();
      if (next.done === true) break;
      const read = readHistory(next.value);
      if ('history' in read) {
        progress.current = read;
        yield read;
      } else tell(read);
    }
    progress.exhausted = true;
  }

  try {
    const results = Worker.runReplayHistories(
      {
        workflowBundle,
        ...(options.dataConverter && { dataConverter: options.dataConverter }),
        sinks: { ...options.sinks, ...sinksInto(activations) },
      },
      feed(),
    );
    for await (const { runId, error } of results) {
      const { current } = progress;
      progress.current = undefined;
      if (current === undefined) continue;
      const replayed = activations.get(runId) ?? [];
      activations.clear();
      tell(await judge(current, replayed, error, options.dataConverter?.payloadCodecs ?? []));
    }
    return progress.exhausted;
  } catch (error) {
    if (progress.current === undefined) throw error;
    tell(notReplayable(progress.current, error, []));
    return progress.exhausted;
  }
}

function sinksInto(activations: Map<string, ReplayedActivation[]>): ReplayWorkerOptions['sinks'] {
  const activated = {
    fn: ({ runId }: { readonly runId: string }, activation: ReplayedActivation) => {
      activations.set(runId, [...(activations.get(runId) ?? []), activation]);
    },
    callDuringReplay: true,
  };
  return { statechartReplay: { activated } satisfies Record<keyof ReplaySinks['statechartReplay'], unknown> };
}

function readable(histories: ReplayHistoriesOptions['histories']): AsyncIterable<HistoryToReplay> {
  if ('folder' in histories) return storedHistories(histories.folder);
  if ('client' in histories) return liveHistories(histories.client, histories.query);
  return (async function* () {
    yield* histories;
  })();
}
