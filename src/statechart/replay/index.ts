export { statechartReplayBundleOptions } from './bundle-options.ts';
export type { HistoryToReplay } from './history-to-replay.ts';
export { replayHistories, type ReplayHistoriesOptions } from './replay-histories.ts';
export { describeReplay, type ReplayDifference, type ReplayedHistory, type ReplayReport } from './report.ts';
export type { EffectKind, Place } from '../replayed.ts';
