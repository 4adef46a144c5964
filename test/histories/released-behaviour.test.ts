import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, Runtime } from '@temporalio/worker';
import { describeReplay, replayHistories, statechartReplayBundleOptions } from '../../src/statechart/replay/index.ts';
import { PHONE_NUMBER } from '../support/phone-number.ts';
import { readable } from '../support/record-histories.ts';

const folder = path.join(process.cwd(), 'test/histories');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));

let workflowBundle: { code: string };

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
  workflowBundle = await bundleWorkflowCode({
    workflowsPath: path.join(process.cwd(), 'src/workflows/index.ts'),
    logger: new DefaultLogger('WARN'),
    ...statechartReplayBundleOptions(),
  });
});

test('the code that is shipped replays every kept history, and asks for what was asked for then', async () => {
  const { histories } = await replayHistories({ workflowBundle, histories: { folder } });

  expect(histories.map(describeReplay).filter((told) => told !== '')).toEqual([]);
  expect(histories).toHaveLength(files.length);
  expect(histories.every(({ replayed, compared }) => replayed && compared > 0)).toBe(true);
});

test('there is a history of every way in which adding a participant ends', () => {
  expect(outcomesIn('add-participant', 0)).toEqual(
    new Set(['added', 'failed', 'cancelled', 'callEnded', 'undetermined']),
  );
});

test('there is a history of every way in which the media of a Graph call ends', () => {
  expect(outcomesIn('graph-call', 1)).toEqual(new Set(['completed', 'failed', 'cancelled', 'lost', 'callEnded']));
});

/** The words of the files' names at the place. */
function outcomesIn(subfolder: string, place: number): ReadonlySet<string | undefined> {
  const names = files.filter((file) => path.dirname(file) === subfolder).map((file) => path.basename(file, '.json'));
  return new Set(names.map((name) => name.split('-')[place]));
}

test('no kept history has a phone number in it, or says on which machine it was recorded', () => {
  for (const file of files) {
    const text = readable(readFileSync(path.join(folder, file), 'utf8'));
    expect(text).not.toMatch(PHONE_NUMBER);
    expect(text).not.toMatch(/"identity":"(?!recorded")/);
    expect(text).not.toMatch(/"stackTrace":"[^"]/);
    expect(text).not.toMatch(/"\d+@/);
  }
});
