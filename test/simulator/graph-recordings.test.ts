import { describe, expect, test } from '@jest/globals';
import { graphRecordingsAreThere, recordedDeliveries } from '../support/graph-recordings.ts';
import { tenantId, useGraphBench } from './graph-bench.ts';

/* The simulator's own notifications beside those that were captured of Graph. */

const describeIfThere = graphRecordingsAreThere ? describe : describe.skip;
const bench = useGraphBench();

const GUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi;
/** Members whose words are nobody's: of them the form counts. */
const FREE = new Set(['message', 'token', 'replacesContext', 'clientContext', 'uri', 'tone']);

/** Members in their order, each with its value; ids and free words by their form. */
function shapeOf(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => shapeOf(item));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([member, of]) => [member, shapeOf(of, member)]);
  if (typeof value === 'string') return FREE.has(name) ? 'text' : value.replaceAll(GUID, '<id>');
  return name === 'subcode' ? typeof value : value;
}

const captured = (file: string) =>
  recordedDeliveries(file, (what) => (what === 'op' ? '00000000-0000-4000-8000-000000000001' : 'context')).map(
    (delivery) => shapeOf(delivery),
  );
const sent = () => bench.receiver.deliveries.map(({ body }) => shapeOf(body));

describeIfThere('beside what was captured of Graph', () => {
  test('a call that is made is told in the same notifications', async () => {
    await bench.control.setSwitches({ established: 'captured' });
    await bench.control.createCall({ callbackUri: bench.receiver.url, tenantId });
    await bench.control.untilWebhooks('delivered', 'established', 5);
    // The sixth tells of the roster, which has nothing to do with media.
    expect(sent()).toEqual(captured('p2p-call-2023').slice(0, 5));
  });

  test('a prompt that was heard is told with the same members, its address among them', async () => {
    await bench.play('heard', 'https://prompts.invalid/welcome.wav?sig=secret');
    await bench.control.finish(bench.callId);
    await bench.receiver.ended('heard');
    expect(sent()).toEqual(captured('play-completed-2023'));
  });

  test('a tone is told with its number and the state, and nothing else', async () => {
    await bench.post('subscribeToTone', {});
    await bench.control.pressTone(bench.callId, 'tone1');
    await bench.control.untilWebhooks('delivered', 'tone');
    expect(sent()).toEqual(captured('tone-2023').slice(0, 1));
  });

  test('the end of a call is told with the same members', async () => {
    await bench.control.hangUp(bench.callId);
    await bench.control.untilWebhooks('delivered', 'terminated');
    expect(sent().at(-1)).toEqual(captured('call-ends-before-established')[0]);
  });
});
