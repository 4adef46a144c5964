import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { addParticipantBody } from '../../src/contract/add-participant.schema.ts';

const read = (file: string) => readFileSync(path.join(process.cwd(), file), 'utf8');
const guide = read('docs/add-participant.md');

const [, example = ''] = /<!-- example -->\s+```json\n([^]*?)```/.exec(guide) ?? [];

/** The words of a union type, as its file writes them. */
function wordsOf(file: string, type: RegExp): string[] {
  const [, body = ''] = type.exec(read(file)) ?? [];
  return [...body.matchAll(/'(\w+)'/g)].map(([, word = '']) => word);
}

test('the example of the guide is a valid request', () => {
  expect(addParticipantBody.parse(JSON.parse(example))).toMatchObject(JSON.parse(example) as object);
});

test('the guide has a row for every field of a request, with its default', () => {
  const rows = guide.split('\n').filter((line) => line.startsWith('| `'));
  const fields = Object.keys(addParticipantBody.shape);
  const missing = fields.filter((field) => !rows.some((row) => row.startsWith(`| \`${field}\``)));
  const { invitationTimeoutSeconds, lateJoin } = addParticipantBody.parse({
    participant: { kind: 'communicationUser', id: '8:acs:a_b' },
  });

  expect(fields.length).toBeGreaterThan(5);
  expect(missing).toEqual([]);
  expect(guide).toContain(`whole, 0 to 180 | ${invitationTimeoutSeconds} |`);
  expect(guide).toContain(`| \`remove\` or \`keep\` | \`${lateJoin}\` |`);
});

test.each([
  ['outcome', 'src/contract/add-participant.ts', /type AddParticipantOutcome =([^]*?);\n\n/],
  ['reason not to remove', 'src/contract/add-participant.ts', /type WhyNotRemoved =([^]*?);/],
  ['state of a cancel', 'src/contract/add-participant.ts', /type CancelState =([^]*?);/],
  ['reason of a failure', 'src/contract/failure-reason.ts', /type ToldReason =([^]*?);/],
  ['reason of our own', 'src/contract/failure-reason.ts', /type OwnReason =([^]*?);/],
  ['evidence', 'src/contract/outcome.ts', /interface Evidence \{([^]*?)\}/],
])('the guide tells every %s', (_what, file, type) => {
  const words = wordsOf(file, type);

  expect(words.length).toBeGreaterThan(3);
  expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(guide))).toEqual([]);
});
