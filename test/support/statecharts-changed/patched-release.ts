import { patched } from '@temporalio/workflow';
import { runStatechart } from '../../../src/statechart/workflow/index.ts';
import { firstDeliveryMachine, signedDeliveryMachine } from './delivery.ts';

/** Runs that began before the patch keep the machine that they began with. */
export function delivery() {
  return runStatechart(patched('signed-delivery') ? signedDeliveryMachine : firstDeliveryMachine);
}
