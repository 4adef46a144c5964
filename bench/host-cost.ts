import { StatechartHost } from '../src/statechart/host/statechart-host.ts';
import type { HostPort } from '../src/statechart/host/port.ts';
import { createMachine, createActor } from 'xstate';
import { median } from './support.ts';

/*
 * What does the host itself cost, without Temporal? CPU per notification, against a plain actor, and heap per instance.
 * Run with --expose-gc.
 */

const EVENTS = 20_000;
const ROUNDS = 9;
const INSTANCES = 5_000;

const machine = createMachine({
  id: 'traffic',
  type: 'parallel',
  states: {
    light: {
      initial: 'red',
      states: {
        red: { on: { GO: 'green' }, after: { 60_000: 'green' } },
        green: { on: { GO: 'red' } },
      },
    },
    walk: { initial: 'no', states: { no: { on: { GO: 'yes' } }, yes: { on: { GO: 'no' } } } },
  },
});

function fakePort(): HostPort {
  return {
    now: () => 0,
    wakeAt: () => ({ cancel: () => undefined }),
    withRandomStream: (_name, work) => work(),
    shielded: (work) => work(),
  };
}

function hosted(): StatechartHost {
  const host = new StatechartHost(machine, { port: fakePort() });
  host.start();
  return host;
}

function microsecondsPerEvent(send: (index: number) => void): number {
  const startedAt = process.hrtime.bigint();
  for (let index = 0; index < EVENTS; index++) send(index);
  return Number(process.hrtime.bigint() - startedAt) / 1_000 / EVENTS;
}

function heapPer(make: () => unknown): number {
  const kept: unknown[] = [];
  const collect = globalThis.gc ?? (() => undefined);
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < INSTANCES; index++) kept.push(make());
  collect();
  return (process.memoryUsage().heapUsed - before) / INSTANCES / 1_024;
}

const rounds = { plain: [] as number[], hosted: [] as number[] };
for (let round = 0; round <= ROUNDS; round++) {
  const actor = createActor(machine).start();
  const plain = microsecondsPerEvent(() => actor.send({ type: 'GO' }));
  actor.stop();
  const host = hosted();
  const through = microsecondsPerEvent((index) => host.inbox.notify([{ event: { type: 'GO' }, id: String(index) }]));
  // The first round warms up.
  if (round > 0) {
    rounds.plain.push(plain);
    rounds.hosted.push(through);
  }
}
console.log(`plain actor: ${median(rounds.plain).toFixed(2)} µs per event`);
console.log(`hosted, with inbox, log and timers: ${median(rounds.hosted).toFixed(2)} µs per event`);
console.log(`heap per parked plain actor: ${heapPer(() => createActor(machine).start()).toFixed(1)} KiB`);
console.log(`heap per parked host: ${heapPer(hosted).toFixed(1)} KiB`);
process.exit(0);
