import { acceptedParticipant } from '../../contract/accepted.schema.ts';
import { answer, location, problems, refusals } from './answers.ts';
import { ids } from './examples.ts';

export const addParticipant = {
  operationId: 'addParticipant',
  summary: 'Add a participant to an ACS call',
  description: [
    'Accepts an operation that invites one person, and goes on by itself until it has an outcome.',
    'With an `Idempotency-Key` a repeat is the same operation, also after its end; without one every request rings.',
    'On 503, or where no answer comes, make the same request again under the same key.',
  ].join(' '),
  tags: ['ACS calls'],
  response: {
    202: answer('Accepted. Ask for the view, or cancel it, by its id.', acceptedParticipant, {
      headers: location,
      examples: {
        accepted: {
          operationId: ids.addParticipant,
          kind: 'addParticipant',
          provider: 'acs',
          callId: ids.callConnection,
        },
      },
    }),
    ...problems('invalid-request', 'not-found', 'idempotency-key-reused', 'temporal-unavailable'),
    ...refusals(413, 414, 415),
  },
};
