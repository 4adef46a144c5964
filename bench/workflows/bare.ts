import { condition, defineQuery, defineSignal, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
import type { OrderActivities } from './order-activities.ts';

const activities = proxyActivities<OrderActivities>({ startToCloseTimeout: '10s' });

/** The same lifecycle by hand, without a statechart: the same commands, answers and durability. */
export async function order() {
  let state = 'charging';
  let receipt = '';
  setHandler(
    defineUpdate<{ state: string }, [{ event: { type: string } }]>('statechart.send'),
    (_delivery) => {
      state = 'refunding';
      return { state };
    },
    {
      validator: (_delivery) => {
        if (state !== 'charged') throw new Error('refused');
      },
    },
  );
  setHandler(defineSignal<[unknown]>('statechart.notify'), () => {
    if (state === 'confirming') state = 'refunded';
  });
  setHandler(defineQuery('statechart.view'), () => ({ state, receipt }));

  receipt = await activities.charge(5);
  state = 'charged';
  const refunded = await condition(() => state === 'refunding', 60_000);
  if (!refunded) return { state: 'kept', receipt };
  await activities.refund(receipt);
  state = 'confirming';
  await condition(() => state === 'refunded');
  return { state, receipt };
}
