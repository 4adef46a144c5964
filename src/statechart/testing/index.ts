export type { ActivityCall, FakeActivityContext } from './activity-calls.ts';
export { fakeActivity } from './fake-actor.ts';
export { ReplayDiverged } from './replay.ts';
export { createStatechartTest, type StatechartTest, type StatechartTestOptions } from './statechart-test.ts';
