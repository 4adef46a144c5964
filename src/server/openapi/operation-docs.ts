import { z } from 'zod';
import type { ListedOperation, OperationPage } from '../../client/index.ts';
import { unseenOperation } from '../../contract/accepted.schema.ts';
import { exactly } from '../../contract/exactly.schema.ts';
import { graphCallView, mediaOperationView } from '../../contract/graph-media-view.schema.ts';
import { operationStatus, operationView } from '../../contract/operation-view.schema.ts';
import { answer, etag, nothing, preferenceApplied, problems, refusals, text, whereNotShown } from './answers.ts';
import { cancelling, ids, prompt, ringing, settledOperation } from './examples.ts';

const view = z.union([operationView, mediaOperationView, graphCallView]);
const perhapsUnseen = z.union([operationView, operationStatus, mediaOperationView, graphCallView, unseenOperation]);

export const viewOperation = {
  operationId: 'viewOperation',
  summary: 'Look at an operation',
  description: [
    'Shows any operation: where it is, and once `phase` is `settled` its `outcome`, also without a worker.',
    'A list shows calls of Graph as operations, too: their id is taken here, and answered with the view of the call.',
    'With `Prefer: wait=N` (at most 60 seconds) the answer is held until it has settled, and is then what there is.',
    'Asking writes no history; ask as often as you like. On 503 ask again: the operation goes on.',
  ].join(' '),
  tags: ['Operations'],
  response: {
    200: answer('What is known of it now.', view, {
      headers: { ...etag, ...preferenceApplied },
      examples: { settled: settledOperation, cancelling: ringing, playing: prompt },
    }),
    ...whereNotShown('operation-not-found'),
  },
};

export const cancelOperation = {
  operationId: 'cancelOperation',
  summary: 'Cancel an operation',
  description: [
    'Wishes an operation cancelled; its outcome tells what became of the wish.',
    'A wish to cancel the adding of a participant is taken also while no worker lives.',
    'A media operation can be cancelled by itself only before it is sent; afterwards cancel all media of its call.',
    'Of a call it cancels all media. Safe to repeat.',
    'The answer says where the operation stands; its transitions are in its view.',
  ].join(' '),
  tags: ['Operations'],
  response: {
    200: answer('It was wished before, or the operation has settled as `cancelled`.', perhapsUnseen, {
      examples: { again: cancelling },
    }),
    202: answer('The wish is taken.', perhapsUnseen, {
      examples: { taken: cancelling, 'without a worker': { operationId: ids.addParticipant } },
    }),
    ...problems(
      'invalid-request',
      'not-found',
      'operation-not-found',
      'operation-settled',
      'single-cancel-unsupported',
      'worker-unavailable',
      'workflow-task-failing',
      'temporal-unavailable',
    ),
    ...refusals(413, 414, 415),
  },
};

const listed = exactly<ListedOperation>()(
  z
    .object({
      operationId: z.string(),
      kind: z.enum(['addParticipant', 'graphCall']),
      provider: z.enum(['acs', 'graph']),
      callId: z.string(),
      status: z.enum(['open', 'settled']).meta({ description: 'Whether it is still carried out.' }),
      requestedAt: z.iso.datetime(),
      settledAt: z.iso.datetime().exactOptional(),
    })
    .meta({ id: 'ListedOperation', description: 'What visibility says of an operation; its outcome is in its view.' }),
);

const page = exactly<OperationPage>()(
  z
    .object({
      items: z.array(listed).readonly(),
      nextPageToken: z.string().exactOptional().meta({ description: 'Absent on the last page.' }),
    })
    .meta({ id: 'OperationPage' }),
);

export const listOperations = {
  operationId: 'listOperations',
  summary: 'List operations',
  description: [
    'The caller’s own, page by page: what is open first, then what has settled, each newest first.',
    'It comes from Temporal’s visibility, which lags by less than a second as a rule: look at an operation for the truth about it.',
    'Media operations are not in it: the view of their call has them.',
  ].join(' '),
  tags: ['Operations'],
  response: {
    200: answer('One page.', page, {
      examples: {
        page: {
          items: [
            {
              operationId: ids.addParticipant,
              kind: 'addParticipant',
              provider: 'acs',
              callId: ids.callConnection,
              status: 'open',
              requestedAt: ringing.requestedAt,
            },
          ],
        },
      },
    }),
    ...problems('invalid-request', 'temporal-unavailable'),
  },
};

/** Of whatever can be followed. */
export const streamed = {
  200: text(
    [
      'Server-sent events. `transition`: its `id` is its number, its data the transition.',
      '`gap`: transitions in between are no longer kept; its data is the whole view.',
      '`settled`: the end; its data is the whole view, and the stream ends.',
      'A comment comes every 15 s where nothing happens.',
    ].join(' '),
    'text/event-stream',
    `id: 1\nevent: transition\ndata: ${JSON.stringify(ringing.transitions[0])}\n\n`,
  ),
  204: nothing('The sender has seen the end: there is nothing more to come.'),
};

export const followOperation = {
  operationId: 'followOperation',
  summary: 'Follow an operation',
  description: [
    'Tells each transition as it happens. With `Last-Event-ID`, which browsers send by themselves, only what came since.',
    'A server that is told to stop ends the stream: come again.',
  ].join(' '),
  tags: ['Operations'],
  response: {
    ...streamed,
    ...whereNotShown('operation-not-found'),
  },
};
