import { runStatechart } from '../../../src/statechart/workflow/index.ts';
import { firstDeliveryMachine } from './delivery.ts';

export function delivery() {
  return runStatechart(firstDeliveryMachine);
}
