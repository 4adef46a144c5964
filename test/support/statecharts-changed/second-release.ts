import { runStatechart } from '../../../src/statechart/workflow/index.ts';
import { signedDeliveryMachine } from './delivery.ts';

export function delivery() {
  return runStatechart(signedDeliveryMachine);
}
