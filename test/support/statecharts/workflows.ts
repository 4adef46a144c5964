import {
  CancellationScope,
  proxyActivities,
  proxyLocalActivities,
  proxySinks,
  workflowInfo,
  type Sinks,
} from '@temporalio/workflow';
import { activityActor, childWorkflowActor, runStatechart } from '../../../src/statechart/workflow/index.ts';
import type { TestActivities } from './activities.ts';
import { alarmMachine, ballotMachine, longOutageMachine, outageMachine, patientMachine } from './alarms.ts';
import { brokenMachine, type BrokenPlace } from './broken.ts';
import { diceMachine } from './dice.ts';
import { gateMachine } from './gate.ts';
import {
  circlingMachine,
  hoardingMachine,
  lastingMachine,
  observingMachine,
  parentMachine,
  stillMachine,
  timerThrowsMachine,
  workingMachine,
} from './lasting.ts';
import { orderMachine, type OrderInput } from './order.ts';
import { unprovidedMachine } from './unprovided.ts';
import { parcelMachine, PARCEL_CHANGES } from './parcel.ts';
import { workshopMachine } from './workshop.ts';

export { generated } from '../../statechart-kit/differential/generated-workflow.ts';

export function order(input: OrderInput) {
  const { charge } = proxyActivities<TestActivities>({
    startToCloseTimeout: '30s',
    heartbeatTimeout: '5s',
    retry: { maximumAttempts: 2, initialInterval: 10 },
  });
  return runStatechart(orderMachine.provide({ actors: { charge: activityActor(charge) } }), {
    input,
    summarize: ({ context, value }) => ({ item: context.item, where: value }),
  });
}

export function alarm() {
  return runStatechart(alarmMachine);
}

export function patient() {
  return runStatechart(patientMachine);
}

export function dice() {
  return runStatechart(diceMachine);
}

export function ballot() {
  return runStatechart(ballotMachine);
}

export function gate() {
  const { charge } = proxyActivities<TestActivities>({ startToCloseTimeout: '30s' });
  return runStatechart(gateMachine.provide({ actors: { charge: activityActor(charge) } }));
}

export function outage() {
  return runStatechart(outageMachine);
}

export function longOutage() {
  return runStatechart(longOutageMachine);
}

export function broken(input: { place: BrokenPlace }) {
  return runStatechart(brokenMachine, { input });
}

export function lasting({ every }: { every?: number } = {}) {
  return runStatechart(lastingMachine, every === undefined ? {} : { continueAsNewAfterTransitions: every });
}

export interface WatchSinks extends Sinks {
  watcher: { told(revision: number, before: unknown, now: unknown): void };
}

/** Tells outside of the sandbox what its watcher is told. */
export function watched({ every }: { every: number }) {
  const { watcher } = proxySinks<WatchSinks>();
  return runStatechart(stillMachine, {
    continueAsNewAfterTransitions: every,
    onTransition: ({ transition, before, snapshot }) =>
      watcher.told(transition.revision, before?.value, snapshot.value),
  });
}

export function badlyWatched() {
  return runStatechart(stillMachine, {
    onTransition: () => {
      throw new Error('a defect of the watcher');
    },
  });
}

export function working() {
  return runStatechart(workingMachine);
}

export function observing() {
  return runStatechart(observingMachine);
}

export function timerThrows() {
  return runStatechart(timerThrowsMachine);
}

export function parent() {
  return runStatechart(
    parentMachine.provide({ actors: { child: childWorkflowActor<unknown, unknown>('cancellable') } }),
  );
}

export function circling() {
  return runStatechart(circlingMachine);
}

export function hoarding(input: { characters: number; output?: unknown; summary?: boolean }) {
  return runStatechart(hoardingMachine, {
    input,
    ...(input.summary === true && { summarize: ({ context }) => context.hoard }),
  });
}

export function unprovided() {
  return runStatechart(unprovidedMachine);
}

/** The order machine in a workflow that turns a request to cancel into its event. */
export function cancellable() {
  return runStatechart(orderMachine, { input: { item: 'child' }, onCancel: { type: 'CANCEL' } });
}

/** Its code is the one that was recorded; a replay says by the workflow's id what of it was changed since. */
export function parcel({ every }: { every?: number } = {}) {
  const { charge } = proxyActivities<TestActivities>({ startToCloseTimeout: '30s' });
  const change = PARCEL_CHANGES.find((known) => known === workflowInfo().workflowId) ?? 'nothing';
  const machine = parcelMachine(change).provide({
    actors: {
      charge: activityActor<unknown, unknown>((amount) => charge(amount as number)),
      label: childWorkflowActor<unknown, unknown>('label'),
    },
  });
  return runStatechart(machine, every === undefined ? {} : { continueAsNewAfterTransitions: every });
}

export async function label({ text }: { text: string }) {
  return text;
}

/** Each actor has options of its own; `isHasty` is for what is to run into its time-out. */
export function workshop({ otherQueue, isHasty = false }: { otherQueue: string; isHasty?: boolean }) {
  const regular = proxyActivities<TestActivities>({
    scheduleToCloseTimeout: '1m',
    scheduleToStartTimeout: '30s',
    startToCloseTimeout: isHasty ? '1500ms' : '20500ms',
    heartbeatTimeout: '5s',
    retry: { maximumAttempts: 3, initialInterval: 20, backoffCoefficient: 1, nonRetryableErrorTypes: ['Never'] },
    summary: 'the regular one',
  });
  const elsewhere = proxyActivities<TestActivities>({ startToCloseTimeout: '30s', taskQueue: otherQueue });
  const local = proxyLocalActivities<TestActivities>({
    startToCloseTimeout: isHasty ? '1s' : '20s',
    retry: { maximumAttempts: 2, initialInterval: 10 },
    summary: 'the local one',
  });
  return runStatechart(
    workshopMachine.provide({
      actors: {
        regular: activityActor(regular.charge),
        elsewhere: activityActor(elsewhere.charge),
        local: activityActor(local.charge),
      },
    }),
  );
}

/** Runs no statechart. */
export async function waitsForCancellation(): Promise<void> {
  await CancellationScope.current().cancelRequested.catch(() => undefined);
}
