import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unservedApi } from '../../scripts/http/unserved-api.ts';
import { ApiDocument, type OpenApiDocument } from '../support/api-document.ts';

let api: Awaited<ReturnType<typeof unservedApi>>;
let told: ApiDocument;

beforeAll(async () => {
  api = await unservedApi();
  told = new ApiDocument(api.swagger() as unknown as OpenApiDocument);
});

afterAll(() => api.close());

const body = { operationId: 'acs-add-0', kind: 'addParticipant', provider: 'acs', callId: 'call-1' };
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'x-request-id': '1',
  location: '/v1/operations/1',
};
const accepted = { path: '/v1/acs/calls/call-1/participants', status: 202, headers, body: body as object };
const problem = { type: 'https://durable-calls.dev/problems/queue-full', title: 'Full', status: 400, detail: 'Full.' };
const problemHeaders = { 'content-type': 'application/problem+json', 'x-request-id': '1' };

function breachesOf(changed: Partial<typeof accepted>): string[] {
  const answer = { ...accepted, ...changed };
  const named = new Map(Object.entries(answer.headers));
  return told.breaches({ method: 'POST', ...answer, header: (name) => named.get(name) });
}

test('an answer that is as the document says has no breach', () => {
  expect(breachesOf({})).toEqual([]);
});

test.each<[string, Partial<typeof accepted>, string]>([
  ['a path that is not told', { path: '/v1/acs/calls' }, 'no such path'],
  ['a status that is not told', { status: 201 }, 'no such answer'],
  ['another content type', { headers: { ...headers, 'content-type': 'text/plain' } }, 'no such content type'],
  ['a header missing', { headers: { ...headers, location: '' } }, 'no header location'],
  ['a member missing', { body: {} }, "must have required property 'operationId'"],
  ['a member that is not told', { body: { ...body, more: 1 } }, 'must NOT have additional properties'],
  ['a word that is not told', { body: { ...body, provider: 'other' } }, 'must be equal to constant'],
  [
    'a problem that is not told of its path',
    { status: 400, headers: { ...headers, ...problemHeaders }, body: problem },
    'no such problem: queue-full',
  ],
])('an answer with %s is a breach', (_what, changed, breach) => {
  expect(breachesOf(changed).join('\n')).toContain(breach);
});
