import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { alice, pair, useBench } from './bench.ts';

/*
 * The simulator's own events and answers beside those that the real service was seen to send, where the folder of
 * recordings is named in DURABLE_CALLS_RECORDINGS; otherwise these tests are skipped. Nothing of the recordings is kept here.
 */

const all = process.env['DURABLE_CALLS_RECORDINGS'];
const folder = all === undefined ? undefined : path.join(all, 'acs');
const describeIfThere = folder === undefined ? describe.skip : describe;
const bench = useBench();

interface Recording {
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function recorded(file: string): Recording {
  return JSON.parse(readFileSync(path.join(folder ?? '', `${file}.json`), 'utf8')) as Recording;
}

/** Members in their order, and of each value the form: what is compared is not what somebody was called. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).map(([name, member]) => [name, shapeOf(member)]);
  }
  return typeof value === 'string' ? formOf(value) : typeof value;
}

const FORMS: readonly (readonly [string, RegExp])[] = [
  ['nothing', /^$/],
  ['GUID', /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i],
  ['time', /^\d{4}-\d\d-\d\dT[\d:]{8}(?:\.\d{1,7})?\+00:00$/],
  ['path of a call', /^calling\/callConnections\/[\da-f-]{36}$/],
  ['type', /^Microsoft\.Communication\.\w+$/],
  ['user', /^8:acs:/],
  ['URL', /^https?:/],
  ['URL in base64', /^aHR0c[\w+/]*=*$/],
];

function formOf(text: string): string {
  const [name] = FORMS.find(([, form]) => form.test(text)) ?? [text.length > 4 ? 'text' : text];
  return name;
}

/** What other versions of the API say besides: nothing that we ask for. */
const OF_OTHER_VERSIONS = new Set([
  'eventSource',
  'isOnHold',
  'mediaStreamingSubscription',
  'transcriptionSubscription',
]);

function withoutOtherVersions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOtherVersions);
  if (typeof value !== 'object' || value === null) return value;
  const ours = Object.entries(value).filter(([name]) => !OF_OTHER_VERSIONS.has(name));
  return Object.fromEntries(ours.map(([name, member]) => [name, withoutOtherVersions(member)]));
}

type EventName = 'CallConnected' | 'ParticipantsUpdated' | `${'Add' | 'CancelAdd' | 'Remove'}ParticipantSucceeded`;

/** A call in which somebody is added, removed, rung and not rung any more. */
async function session(context: string | undefined): Promise<void> {
  const operationContext = context === undefined ? {} : { operationContext: context };
  const participantToRemove = { communicationUser: { id: alice } };
  bench.callId = await bench.control.createCall({ callbackUri: bench.receiver.url('/call'), ...operationContext });
  await bench.control.answer(await bench.added({ operationContext: context }));
  await bench.control.request('POST', bench.path('/participants:remove'), { participantToRemove, ...operationContext });
  const { invitationId } = await bench.added({ operationContext: context });
  await bench.cancel(invitationId, { operationContext: context });
  await bench.receiver.until('CancelAddParticipantSucceeded');
}

async function sent(name: EventName): Promise<unknown> {
  const count = bench.receiver.events(name).length;
  return bench.receiver.until(name, Math.max(count, 1));
}

describeIfThere('beside what was recorded of the real service', () => {
  test.each<[EventName, string, { context?: string }]>([
    ['CallConnected', 'evt-call-connected-2023-10-15', {}],
    ['CallConnected', 'evt-call-connected-2023-10-03-preview', { context: 'of the session' }],
    ['ParticipantsUpdated', 'evt-participants-updated-2023-10-15', {}],
    ['AddParticipantSucceeded', 'evt-add-succeeded-2023-10-03-preview', { context: 'of the session' }],
    ['RemoveParticipantSucceeded', 'evt-remove-succeeded-2024-06-15-preview', { context: 'of the session' }],
    ['CancelAddParticipantSucceeded', 'evt-cancel-succeeded-2023-10-15', { context: 'of the session' }],
    ['CancelAddParticipantSucceeded', 'evt-cancel-succeeded-2024-04-15', {}],
  ])('%s has the members of %s, in their order and form', async (name, file, { context }) => {
    await session(context);
    const [theirs] = recorded(file).body as unknown[];
    expect(shapeOf(await sent(name))).toEqual(shapeOf(withoutOtherVersions(theirs)));
  });

  test.each<[EventName, string, { context?: string }]>([
    ['CallConnected', 'evt-call-connected-2024-09-01-preview', {}],
    ['AddParticipantSucceeded', 'evt-add-succeeded-2025-06-15', {}],
    ['RemoveParticipantSucceeded', 'evt-remove-succeeded-2025-06-15', { context: 'of the session' }],
    ['CancelAddParticipantSucceeded', 'evt-cancel-succeeded-487-5234-2025-06-15', {}],
    [
      'CancelAddParticipantSucceeded',
      'evt-cancel-succeeded-200-5300-2024-09-01-preview',
      { context: 'of the session' },
    ],
  ])('%s of a later version has the members of %s', async (name, file, { context }) => {
    await bench.control.setSwitches({ resultsOfSuccesses: true });
    await session(context);
    const [theirs] = recorded(file).body as [{ data: object }];
    const { data } = (await sent(name)) as { data: object };
    expect(Object.keys(data).sort()).toEqual(Object.keys(withoutOtherVersions(theirs.data) as object).sort());
  });

  const ask = (method: string, verb: string, body?: unknown, headers = {}) =>
    bench.control.request(method, bench.path(verb), body, headers);
  const participantToAdd = { communicationUser: { id: alice } };
  const participantToRemove = participantToAdd;
  const operationContext = 'of the session';

  test.each<[string, string, () => Promise<Response>]>([
    [
      'createCall',
      'res-create-201-2023-10-15',
      () =>
        bench.control.request(
          'POST',
          '/calling/callConnections',
          { targets: [participantToAdd], source: { id: '8:acs:application' }, callbackUri: 'https://callback.invalid' },
          pair(),
        ),
    ],
    [
      'add',
      'res-add-202-2023-10-15',
      () => ask('POST', '/participants:add', { participantToAdd, operationContext }, pair()),
    ],
    ['add', 'res-add-202-no-context-2024-04-15', () => ask('POST', '/participants:add', { participantToAdd }, pair())],
    [
      'cancel',
      'res-cancel-202-2023-10-15',
      async () => bench.cancel((await bench.added()).invitationId, { operationContext }, pair()),
    ],
    [
      'cancel',
      'res-cancel-202-no-context-2023-10-15',
      async () => bench.cancel((await bench.added()).invitationId, { operationContext: undefined }, pair()),
    ],
    [
      'removal',
      'res-remove-202-2024-06-15-preview',
      async () => {
        await bench.control.answer(await bench.added());
        return ask('POST', '/participants:remove', { participantToRemove, operationContext }, pair());
      },
    ],
    [
      'removal',
      'res-remove-202-empty-2024-04-15',
      async () => {
        await bench.control.answer(await bench.added());
        return ask('POST', '/participants:remove', { participantToRemove }, pair());
      },
    ],
    ['getCall', 'res-getcall-200-connected-2024-06-15-preview', () => ask('GET', '')],
    [
      'getCall',
      'res-getcall-200-connecting-after-reject-2024-01-22-preview',
      async () => {
        await bench.control.setSwitches({ connectAfterMs: null });
        bench.callId = await bench.control.createCall({ callbackUri: bench.receiver.url('/call') });
        await bench.control.reject(bench.callId);
        return ask('GET', '');
      },
    ],
    [
      'getParticipants',
      'res-participants-200-while-ringing-2023-10-15',
      async () => {
        await bench.added();
        return ask('GET', '/participants');
      },
    ],
    ['terminate', 'res-terminate-204-2024-06-15-preview', () => ask('POST', ':terminate', undefined, pair())],
    [
      'getCall of an ended call',
      'res-getcall-404-2022-04-07-preview',
      async () => {
        await bench.control.disconnect(bench.callId);
        return ask('GET', '');
      },
    ],
    [
      'terminate of an ended call',
      'res-terminate-404-2024-06-15-preview',
      async () => {
        await bench.control.disconnect(bench.callId);
        return ask('POST', ':terminate', undefined, pair());
      },
    ],
  ])('the answer to %s is that of %s', async (_operation, file, answered) => {
    const response = await answered();
    const theirs = recorded(file);
    const text = await response.text();
    expect(response.status).toBe(theirs.status);
    expect(response.headers.get('content-type')).toBe(theirs.headers['Content-Type'] ?? null);
    expect(response.headers.get('repeatability-result')).toBe(theirs.headers['Repeatability-Result'] ?? null);
    expect(shapeOf(text === '' ? null : JSON.parse(text))).toEqual(shapeOf(withoutOtherVersions(theirs.body)));
  });

  test('the plus of a time is written as recorded', async () => {
    await bench.control.answer(await bench.added());
    await bench.receiver.until('AddParticipantSucceeded');
    expect(bench.receiver.texts.join('')).toMatch(/"time":"[\dT:.-]+\\u002B00:00"/);
  });
});
