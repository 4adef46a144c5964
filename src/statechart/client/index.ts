export type { CallOptions, SendOptions } from './call-options.ts';
export * from './errors.ts';
export { StatechartClient, type StartOptions, type StatechartClientOptions } from './statechart-client.ts';
export { StatechartInstance, type MachineView, type Notification, type NotifyResult } from './statechart-instance.ts';
export { machineHash, type MachineIdentity } from '../machine-hash.ts';
export type { WaitCondition } from '../wait-condition.ts';
export type { Answer, FailureRecord, TransitionRecord, View } from '../messages.ts';
