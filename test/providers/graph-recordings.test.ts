import { describe, expect, test } from '@jest/globals';
import { formatClientContext, mediaOperationId } from '../../src/contract/media-ids.ts';
import type { GraphNotification } from '../../src/contract/graph-notification.ts';
import { readNotifications } from '../../src/providers/graph/read-notification.ts';
import { graphRecordingsAreThere, recordedDeliveries } from '../support/graph-recordings.ts';

const describeIfThere = graphRecordingsAreThere ? describe : describe.skip;

const GRAPH_ID = '0a1b2c3d-0000-4000-8000-000000000001';
const CONTEXT = formatClientContext(mediaOperationId('57dab8b1-894c-409a-b240-bd8beae78896', '1'.padStart(32, '0')), 1);
const named = (what: 'ctx' | 'op') => (what === 'ctx' ? CONTEXT : GRAPH_ID);

/** By delivery, what is told of the call and its media; what is of no concern, or cannot be read, is left out. */
function told(file: string): readonly (readonly GraphNotification[])[] {
  return recordedDeliveries(file, named).map((delivery) =>
    readNotifications(delivery).flatMap((element) => ('notifications' in element ? element.notifications : [])),
  );
}

const completed = {
  type: 'graph.OperationEnded',
  operationId: GRAPH_ID,
  clientContext: CONTEXT,
  status: 'completed',
  result: 'completed',
  code: 200,
  subCode: 0,
};
const updated = (state: string, audio?: string) => ({
  type: 'graph.CallUpdated',
  callId: expect.stringMatching(/^[\da-f-]{36}$/),
  state,
  ...(audio !== undefined && { audio }),
});
const tone = (sequenceId: number, name: string) => ({ type: 'graph.TonePressed', sequenceId, tone: name });

describeIfThere('what was captured of Graph', () => {
  test.each<[string, readonly (readonly object[])[]]>([
    ['play-completed-2023', [[completed]]],
    ['roster-batch', [[completed]]],
    ['call-ends-before-established', [[{ type: 'graph.CallEnded', code: 200, subCode: 5002 }]]],
    [
      'tone-2023',
      [
        [updated('established'), tone(6, 'tone1')],
        [updated('established'), tone(8, 'star')],
        [updated('established'), tone(7, 'tone9')],
        [updated('established'), tone(7, 'tone9')],
        [updated('established', 'active'), tone(8, 'star')],
      ],
    ],
    [
      'audio-before-established',
      [[updated('establishing', 'active')], [updated('established')], [updated('establishing')]],
    ],
    [
      'p2p-call-2023',
      [
        [updated('establishing')],
        [updated('established')],
        [updated('established', 'active')],
        [updated('established', 'active')],
        [updated('established', 'active')],
        [],
      ],
    ],
  ])('%s is read as meant', (file, expected) => {
    expect(told(file)).toMatchObject(expected);
  });

  test.each(['play-completed-2023', 'roster-batch', 'call-ends-before-established', 'tone-2023', 'p2p-call-2023'])(
    'of %s no token, link or address of audio is taken over',
    (file) => {
      const raw = JSON.stringify(recordedDeliveries(file, named));
      const kept = JSON.stringify(told(file));
      const secrets = raw.match(/[\w:/.-]*(?:SECRET|https?:)[^"]*/g) ?? [];
      for (const secret of secrets) expect(kept).not.toContain(secret);
      expect(kept).not.toMatch(/SECRET|https?:|Person/);
    },
  );
});
