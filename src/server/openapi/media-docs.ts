import type { z } from 'zod';
import { acceptedMedia, acceptedMediaCancel } from '../../contract/accepted.schema.ts';
import { graphCallView } from '../../contract/graph-media-view.schema.ts';
import { answer, etag, location, problems, refusals, whereNotShown } from './answers.ts';
import { ids, readyCall } from './examples.ts';
import { streamed } from './operation-docs.ts';

const tags = ['Graph calls'];

export const adoptCall = {
  operationId: 'adoptCall',
  summary: 'Adopt a Graph call',
  description: [
    'Makes the media of a call ours: Graph is asked for the call first, and where it does not show it nothing is begun.',
    'Again is the same adoption. On 502 the credentials or permissions of the worker are wrong; on 503 repeat it.',
  ].join(' '),
  tags,
  response: {
    200: answer('The call is ours, or was before.', graphCallView, { examples: { ready: readyCall } }),
    ...problems(
      'invalid-request',
      'not-found',
      'call-not-found',
      'call-of-other-tenant',
      'call-of-other-caller',
      'operation-failed',
      'graph-not-configured',
      'graph-refused',
      'graph-unavailable',
      'worker-unavailable',
      'workflow-task-failing',
      'temporal-unavailable',
    ),
    ...refusals(413, 414, 415),
  },
};

export const viewCall = {
  operationId: 'viewCall',
  summary: 'Look at a Graph call',
  description: [
    'Shows the call, what is queued, its operations, tones and cancels; also after its end, and then without a worker.',
    'Asking writes no history. On 503 ask again: the call goes on.',
  ].join(' '),
  tags,
  response: {
    200: answer('What is known of it now.', graphCallView, { headers: etag, examples: { ready: readyCall } }),
    ...whereNotShown('call-not-adopted'),
  },
};

export const followCall = {
  operationId: 'followCall',
  summary: 'Follow a Graph call',
  description: 'Tells each transition of the call and of its media as it happens, as following an operation does.',
  tags,
  response: {
    ...streamed,
    ...whereNotShown('call-not-adopted'),
  },
};

export const playPrompt = queueing('playPrompt', 'Play prompts', [
  'Queues one or more prompts, which are played once, in order.',
  'An `Idempotency-Key` is required: with it a repeat is the same operation, and nothing is heard twice.',
]);

export const recordResponse = queueing('recordResponse', 'Record a response', [
  'Queues a recording, with a prompt before it where one is given.',
  'An `Idempotency-Key` is required: with it a repeat is the same operation.',
]);

export const subscribeToTone = queueing('subscribeToTone', 'Subscribe to tones', [
  'Queues a subscription to the tones that are pressed, which the view of the call then tells.',
  'Tones are subscribed to once: a second request is answered with the first operation.',
]);

export const cancelMedia = {
  operationId: 'cancelMedia',
  summary: 'Cancel all media of a Graph call',
  description: [
    'Ends what runs and what is queued, here and with Graph; tones stay subscribed.',
    'Nothing new is sent before it is over. The wish is taken also while no worker lives.',
    'With an `Idempotency-Key` a repeat is the same cancel.',
  ].join(' '),
  tags,
  response: {
    202: answer('The wish is taken; the view of the call tells what becomes of it.', acceptedMediaCancel, {
      headers: location,
      examples: { accepted: { cancelId: ids.mediaCancel, epoch: 1, operationIds: [ids.playPrompt] } },
    }),
    ...problems(
      'invalid-request',
      'not-found',
      'call-not-adopted',
      'call-ended',
      'operation-failed',
      'temporal-unavailable',
    ),
    ...refusals(413, 414, 415),
  },
};

function queueing(kind: z.output<typeof acceptedMedia>['kind'], summary: string, description: readonly string[]) {
  return {
    operationId: kind,
    summary,
    description: [
      ...description,
      'On 503 it is not known whether it was queued: make the same request again under the same key.',
    ].join(' '),
    tags,
    response: {
      202: answer('Queued. It is sent when it is its turn, and not after its `notAfter`.', acceptedMedia, {
        headers: location,
        examples: { accepted: { operationId: ids.playPrompt, kind, provider: 'graph', callId: ids.call } },
      }),
      ...problems(
        'invalid-request',
        'not-found',
        'call-not-adopted',
        'call-ended',
        'queue-full',
        'idempotency-key-reused',
        'operation-failed',
        'worker-unavailable',
        'workflow-task-failing',
        'temporal-unavailable',
      ),
      ...refusals(413, 414, 415),
    },
  };
}
