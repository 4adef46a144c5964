import { expect, test } from '@jest/globals';
import { setup } from 'xstate';
import type { HostPort } from '../../src/statechart/host/port.ts';
import { StatechartHost } from '../../src/statechart/host/statechart-host.ts';

/* Who hands a message over tells by its own clock when it did. Deadlines that were due before fire first. */

const NOW = Date.UTC(2030, 0, 1);

const machine = setup({}).createMachine({
  id: 'ringing',
  initial: 'rings',
  states: {
    rings: { after: { 10_000: 'ranOut' }, on: { ANSWER: 'answered' } },
    ranOut: { type: 'final' },
    answered: { type: 'final' },
  },
});

/** A machine that has run for so long, whose clock has moved and whose alarm has not rung yet. */
function ringingFor(ms: number): StatechartHost {
  let now = NOW;
  const port: HostPort = {
    now: () => now,
    wakeAt: () => ({ cancel: () => undefined }),
    withRandomStream: (_name, work) => work(),
    shielded: (work) => work(),
  };
  const host = new StatechartHost(machine, {
    input: undefined,
    summarize: undefined,
    onTransition: undefined,
    port,
    carried: undefined,
  });
  host.start();
  now += ms;
  return host;
}

test('a deadline that was due when a message was handed over fires before it', () => {
  const host = ringingFor(20_000);
  host.inbox.notify([{ event: { type: 'ANSWER' }, acceptedAt: NOW + 15_000 }]);
  expect(host.view().value).toBe('ranOut');
});

test('a deadline that was due only later does not', () => {
  const host = ringingFor(20_000);
  host.inbox.notify([{ event: { type: 'ANSWER' }, acceptedAt: NOW + 5_000 }]);
  expect(host.view().value).toBe('answered');
});

test('a sender whose clock is ahead fires no deadline of the future', () => {
  const host = ringingFor(5_000);
  host.inbox.notify([{ event: { type: 'ANSWER' }, acceptedAt: NOW + 3_600_000 }]);
  expect(host.view().value).toBe('answered');
});
