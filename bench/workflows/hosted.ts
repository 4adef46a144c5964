import { proxyActivities } from '@temporalio/workflow';
import { activityActor, runStatechart } from '../../src/statechart/workflow/index.ts';
import type { OrderActivities } from './order-activities.ts';
import { orderMachine } from './order-machine.ts';

const { charge, refund } = proxyActivities<OrderActivities>({ startToCloseTimeout: '10s' });

export function order() {
  return runStatechart(
    orderMachine.provide({ actors: { charge: activityActor(charge), refund: activityActor(refund) } }),
  );
}
