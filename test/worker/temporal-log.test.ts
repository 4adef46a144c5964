import { expect, test } from '@jest/globals';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import { temporalLogTo } from '../../src/worker/temporal-log.ts';

function temporalLogger() {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { lines, temporal: new DefaultLogger('INFO', temporalLogTo(logger)) };
}

test('a failure that Temporal logs is told with its type, message, stack and what caused it', () => {
  const { lines, temporal } = temporalLogger();
  const defect = ApplicationFailure.create({
    type: 'Defect',
    message: 'addParticipant failed by a defect (attempt 1): TypeError',
    cause: new TypeError('x is not a function'),
  });
  const error = ApplicationFailure.create({
    type: 'StatechartFailed',
    message: 'addParticipant failed in the state open.sending',
    cause: new ActivityFailure('Activity task failed', 'addParticipant', '1', 'MAXIMUM_ATTEMPTS_REACHED', 'w', defect),
  });

  temporal.warn('Workflow failed', { workflowId: 'acs-add-1', error });

  expect(lines).toEqual([
    expect.objectContaining({
      level: 40,
      msg: 'Workflow failed',
      workflowId: 'acs-add-1',
      error: {
        type: 'StatechartFailed',
        message: 'addParticipant failed in the state open.sending',
        stack: expect.stringContaining('temporal-log.test'),
        causes: [
          'ActivityFailure: Activity task failed',
          'Defect: addParticipant failed by a defect (attempt 1): TypeError',
          'TypeError: x is not a function',
        ],
      },
    }),
  ]);
});

test('the details of a failure are not told: they may hold whom a call is about', () => {
  const { lines, temporal } = temporalLogger();
  const view = { context: { request: { participant: { kind: 'phoneNumber', value: '+14255550123' } } } };
  const inner = ApplicationFailure.create({ message: 'inner', details: [{ view }] });

  temporal.error('Workflow failed', { error: ApplicationFailure.create({ details: [{ view }], cause: inner }) });

  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain('4255550123');
});

test('what goes round in its causes has an end', () => {
  const { lines, temporal } = temporalLogger();
  const error = new Error('round');
  error.cause = error;

  temporal.error('Worker failed', { error });

  expect(lines[0]).toMatchObject({ error: { type: 'Error', message: 'round' } });
});

test('a line without an error is told as it is', () => {
  const { lines, temporal } = temporalLogger();

  temporal.info('Worker state changed', { state: 'RUNNING' });
  temporal.info('plain');

  expect(lines).toMatchObject([
    { level: 30, msg: 'Worker state changed', state: 'RUNNING' },
    { level: 30, msg: 'plain' },
  ]);
});
