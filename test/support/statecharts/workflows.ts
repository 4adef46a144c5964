import { proxyActivities } from '@temporalio/workflow';
import { activityActor, runStatechart } from '../../../src/statechart/workflow/index.ts';
import type { TestActivities } from './activities.ts';
import { alarmMachine, outageMachine } from './alarms.ts';
import { brokenMachine, type BrokenPlace } from './broken.ts';
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
