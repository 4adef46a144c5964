import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ACS_NOTIFICATION_NAMES } from '../../src/contract/acs-notification.ts';
import { readNotifications } from '../../src/providers/acs/read-notification.ts';
import { readCallState, readInvitation, readParticipants } from '../../src/providers/acs/wire.ts';
import { readErrorBody } from '../../src/providers/provider-words.ts';

/*
 * What the real service was seen to send, where the folder of recordings is named in DURABLE_CALLS_RECORDINGS; otherwise
 * these tests are skipped, and say so. Nothing of the recordings is kept here.
 */

const all = process.env['DURABLE_CALLS_RECORDINGS'];
const folder = all === undefined ? undefined : path.join(all, 'acs');
const describeIfThere = folder === undefined ? describe.skip : describe;

interface Recording {
  readonly kind: 'event' | 'response' | 'sequence';
  readonly operation: string;
  readonly status: number | null;
  readonly body: unknown;
}

interface RecordedData {
  readonly callConnectionId: string;
  readonly operationContext?: string;
  readonly invitationId?: string;
  readonly participant?: { readonly rawId: string };
  readonly resultInformation?: { readonly code: number; readonly subCode: number };
}

/** Without the folder one that is skipped stands for all. */
function recordings(of: (recording: Recording, file: string) => boolean): [string, Recording][] {
  if (folder === undefined) return [['no recordings', { kind: 'sequence', operation: '', status: null, body: [] }]];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file): [string, Recording] => [file, JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Recording])
    .filter(([file, recording]) => of(recording, file));
}

const NAMES: ReadonlySet<string> = new Set(ACS_NOTIFICATION_NAMES);
/** An event of Event Grid, which is delivered elsewhere; and a fragment of a document, which names no call. */
const NO_DELIVERIES = /^evt-(?:incoming-call|add-failed-408-10057-documented)/;
/** Up to 2022 the list was called `values`. */
const OLD_LISTS = /^res-participants-200-2022/;

const events = (ours: boolean) =>
  recordings(({ kind, operation }, file) => {
    return kind === 'event' && NAMES.has(operation) === ours && !NO_DELIVERIES.test(file);
  });
const successes = (operation: string) =>
  recordings((recording, file) => {
    return recording.operation === operation && (recording.status ?? 400) < 300 && !OLD_LISTS.test(file);
  });
const answersOf = ({ status, body }: Recording) => [
  { status: status ?? 0, body: JSON.stringify(body), retryAfter: undefined },
];

describeIfThere('what was recorded of the real service', () => {
  test.each(events(true))('the event %s is read as meant', (_file, { operation, body }) => {
    const [element] = body as [{ readonly id: string; readonly data: RecordedData }];
    const { callConnectionId, operationContext, invitationId, participant, resultInformation } = element.data;
    expect(readNotifications(body)).toMatchObject([
      {
        notifications: [
          {
            type: `acs.${operation}`,
            eventId: element.id,
            callConnectionId,
            ...(operationContext !== undefined && { operationContext: 'foreign' }),
            ...(invitationId !== undefined && { invitationId }),
            ...(participant !== undefined && { participant: participant.rawId }),
            ...(resultInformation && { code: resultInformation.code, subCode: resultInformation.subCode }),
          },
        ],
      },
    ]);
  });

  test.each(events(false))('the event %s is none that we wait for', (_file, { body }) => {
    expect(readNotifications(body)).toMatchObject([{ ignored: { type: expect.any(String) } }]);
  });

  test.each(recordings(({ status }) => (status ?? 0) >= 400))(
    'of the refusal %s the code is read',
    (_file, { body }) => {
      expect(readErrorBody(JSON.stringify(body)).code).toMatch(/^\d{4}$/);
    },
  );

  test.each(successes('addParticipant'))('the answer %s tells the invitation id', (_file, recording) => {
    expect(readInvitation(answersOf(recording))).toEqual({ invitationId: expect.any(String) });
  });

  test.each(successes('getCall'))('the answer %s tells the state of the call', (_file, recording) => {
    const { callConnectionState } = recording.body as { callConnectionState: string };
    expect(readCallState(answersOf(recording))).toEqual({ state: callConnectionState });
  });

  test.each(successes('getParticipants'))('the answer %s tells who is in the call', (_file, recording) => {
    const { value } = recording.body as { value: { identifier: { rawId: string } }[] };
    expect(readParticipants(answersOf(recording))).toEqual({ rawIds: value.map(({ identifier }) => identifier.rawId) });
  });
});
