import { proxyActivities } from '@temporalio/workflow';
import { activityActor, childWorkflowActor, runStatechart } from '../../../src/statechart/workflow/index.ts';
import type { TestActivities } from './activities.ts';
import { alarmMachine, outageMachine } from './alarms.ts';
import { brokenMachine, type BrokenPlace } from './broken.ts';
import {
  circlingMachine,
  hoardingMachine,
  lastingMachine,
  parentMachine,
  timerThrowsMachine,
  workingMachine,
} from './lasting.ts';
import { orderMachine, type OrderInput } from './order.ts';

export function order(input: OrderInput) {
  const { charge } = proxyActivities<TestActivities>({
    startToCloseTimeout: '30s',
    heartbeatTimeout: '500ms',
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

export function outage() {
  return runStatechart(outageMachine);
}

export function broken(input: { place: BrokenPlace }) {
  return runStatechart(brokenMachine, { input });
}

export function lasting({ every }: { every?: number } = {}) {
  return runStatechart(lastingMachine, every === undefined ? {} : { continueAsNewAfterTransitions: every });
}

export function working() {
  return runStatechart(workingMachine);
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

export function hoarding(input: { characters: number }) {
  return runStatechart(hoardingMachine, { input });
}

/** The order machine in a workflow that turns a request to cancel into its event. */
export function cancellable() {
  return runStatechart(orderMachine, { input: { item: 'child' }, onCancel: { type: 'CANCEL' } });
}
