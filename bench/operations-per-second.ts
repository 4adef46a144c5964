/**
 * What one invitation that is answered costs in CPU, and how many a machine carries out in a second: Temporal, worker,
 * server and simulator, each a process of its own on this machine. Linux only: CPU is read from /proc.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startCallStack, STACK_PROCESSES, type CallStack } from '../dev/call-stack.ts';
import { freePort } from '../dev/free-port.ts';
import { OperationsApi } from '../dev/operations-api.ts';
import { startStackTemporal, temporalEnv } from '../dev/stack-temporal.ts';
import { findTemporalServer } from '../dev/temporal-server/find-temporal-server.ts';
import { median } from './support.ts';

const ROUNDS = 5;
const OPERATIONS = 300;
const AT_ONCE = 50;
/** A tick of /proc's clock. */
const TICK_MS = 10;

/** Of a server that is there; otherwise one is started, with its database in memory. */
const ADDRESS_VARIABLE = 'DURABLE_CALLS_BENCH_TEMPORAL_ADDRESS';

const projectDir = fileURLToPath(new URL('..', import.meta.url));
const say = (line: string) => process.stderr.write(`${line}\n`);

/** Waits until it is known that somebody who was invited has joined. */
async function joined(api: string, operationId: string): Promise<void> {
  const looked = await fetch(`${api}/v1/operations/${operationId}`, { headers: { prefer: 'wait=60' } });
  const { outcome } = (await looked.json()) as { readonly outcome?: { readonly type: string } };
  if (outcome?.type !== 'added') throw new Error(`${operationId} is ${outcome?.type ?? 'not settled'} after 60 s`);
}

/** Who invites next does so when the one before has joined; each has a call of its own. */
async function inviteAll({ api, simulator, callbackUri }: CallStack): Promise<void> {
  const operations = new OperationsApi(api, { tell: () => {}, signal: new AbortController().signal });
  const numbers = Array.from({ length: OPERATIONS }, (_, index) => index).values();
  const takeTurns = async () => {
    const callConnectionId = await simulator.createCall({ callbackUri });
    for (const number of numbers) {
      const participant = { kind: 'communicationUser', id: `8:acs:simulated-resource_${number}` } as const;
      const wish = { participant, invitationTimeoutSeconds: 60 };
      await joined(api, await operations.addParticipant(callConnectionId, wish, randomUUID()));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeTurns));
}

/** User and system time of a process. */
async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** By process, and how long it took. */
type Round = Readonly<Record<string, number>>;

async function measure(pids: ReadonlyMap<string, number>, work: () => Promise<void>): Promise<Round> {
  const cpu = () => Promise.all([...pids].map(async ([name, pid]) => [name, await cpuMs(pid)] as const));
  const before = Object.fromEntries(await cpu());
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1_000;
  const after = await cpu();
  return { ...Object.fromEntries(after.map(([name, ms]) => [name, ms - (before[name] ?? 0)])), seconds };
}

function inShort(values: readonly number[]): string {
  return `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)})`;
}

const found = await findTemporalServer({ projectDir, env: process.env, say, addressVariable: ADDRESS_VARIABLE });
const temporal =
  found.kind === 'executable'
    ? await startStackTemporal({ projectDir, executable: found.path, port: await freePort(), say })
    : undefined;
const temporalAddress = found.kind === 'address' ? found.address : `${temporal?.address}`;
const env = temporalEnv(found, `bench-${randomUUID()}`);
const stack = await startCallStack({ projectDir, temporalAddress, env });
const pids = new Map([
  ...(temporal ? [['temporal', temporal.pid] as const] : []),
  ...STACK_PROCESSES.map((name) => [name, stack.process(name).pid] as const),
]);
await stack.simulator.setSwitches({ person: { onInvite: 'accept' } });
await inviteAll(stack);
const rounds: Round[] = [];
for (let left = ROUNDS; left > 0; left--) rounds.push(await measure(pids, () => inviteAll(stack)));
for (const name of pids.keys()) {
  console.log(
    `${name}: ${inShort(rounds.map((round) => (round[name] ?? Number.NaN) / OPERATIONS))} ms of CPU per operation`,
  );
}
console.log(`${inShort(rounds.map(({ seconds = Number.NaN }) => OPERATIONS / seconds))} operations per second`);
await stack.stop();
await temporal?.stop();
process.exit(0);
