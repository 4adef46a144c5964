import { setup } from 'xstate';

type DeliveryEvent = { type: 'ARRIVED' } | { type: 'SIGNED' };

/**
 * As it was released first. It has a timer from the start: Temporal's core takes a first task that asked for nothing,
 * and the next one, for one task, and where the worker that knew the run is gone, `patched` is then true.
 */
export const firstDeliveryMachine = setup({ types: { events: {} as DeliveryEvent } }).createMachine({
  id: 'delivery',
  initial: 'sent',
  states: {
    sent: { after: { 3_600_000: 'lost' }, on: { ARRIVED: 'delivered' } },
    delivered: { type: 'final' },
    lost: { type: 'final' },
  },
});

/** As it is now: whoever gets it signs. */
export const signedDeliveryMachine = setup({ types: { events: {} as DeliveryEvent } }).createMachine({
  id: 'delivery',
  initial: 'sent',
  states: {
    sent: { after: { 3_600_000: 'lost' }, on: { ARRIVED: 'signing' } },
    signing: { on: { SIGNED: 'delivered' } },
    delivered: { type: 'final' },
    lost: { type: 'final' },
  },
});
