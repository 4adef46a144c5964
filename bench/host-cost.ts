import { StatechartHost } from '../src/statechart/host/statechart-host.ts';
import type { HostPort } from '../src/statechart/host/port.ts';
import { createActor, createMachine, type AnyActor } from 'xstate';
import { median } from './support.ts';

/*
 * What does the host itself cost, without Temporal? CPU per notification, against a plain actor, and heap per instance.
 * Neither has real timers: their clocks only note what is wanted. Run with --expose-gc.
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

/** Goes on by a millisecond for each event: at one reading of the clock the host takes 10,000 of them, and no more. */
let now = 0;

const idleClock = { setTimeout: () => 0, clearTimeout: () => undefined };

function plain(): AnyActor {
  return createActor(machine, { clock: idleClock }).start();
}

function fakePort(): HostPort {
  return {
    now: () => now,
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

/** Of CPU, user and system: a busy machine does not count. */
function microsecondsPerEvent(send: (index: number) => void): number {
  const before = process.cpuUsage();
  for (let index = 0; index < EVENTS; index++) {
    now++;
    send(index);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / EVENTS;
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
  const actor = plain();
  const direct = microsecondsPerEvent(() => actor.send({ type: 'GO' }));
  actor.stop();
  const host = hosted();
  const through = microsecondsPerEvent((index) => host.inbox.notify([{ event: { type: 'GO' }, id: String(index) }]));
  if (host.hasEnded || host.revision !== EVENTS + 1) throw new Error(`the host took ${host.revision} events`);
  // The first round warms up.
  if (round > 0) {
    rounds.plain.push(direct);
    rounds.hosted.push(through);
  }
}
console.log(`plain actor: ${median(rounds.plain).toFixed(2)} µs per event`);
console.log(`hosted, with inbox, log and timers: ${median(rounds.hosted).toFixed(2)} µs per event`);
console.log(`heap per parked plain actor: ${heapPer(plain).toFixed(1)} KiB`);
console.log(`heap per parked host: ${heapPer(hosted).toFixed(1)} KiB`);
process.exit(0);
