import { beforeEach, expect, test } from '@jest/globals';
import { KeptProcess, type DoesNotStayUp, type RunningProcess } from '../../dev/start/kept-process.ts';
import { eventually } from './stand-in-executables.ts';

let said: string[];
let asked: AbortController;

beforeEach(() => {
  said = [];
  asked = new AbortController();
});

test('a process that ends is started again, and told of', async () => {
  const [first, second] = [new StandIn(1), new StandIn(2)];
  const kept = keep(first, () => Promise.resolve(second));
  first.end({ code: null, signal: 'SIGKILL' });
  await eventually('the second runs', async () => (kept.pid === 2 ? true : undefined));
  await kept.stop();
  expect(said).toEqual(['The worker ended (SIGKILL). Starting it again.', 'The worker runs again, as process 2.']);
  expect(second.stopped).toBe(true);
});

test('a process that is stopped is not started again', async () => {
  const process = new StandIn(1);
  const kept = keep(process, () => Promise.reject(new Error('started again')));
  await kept.stop();
  // Whatever its end sets off has begun by then.
  await aTurn();
  expect(process.stopped).toBe(true);
  expect(said).toEqual([]);
});

test('a start that is under way when all is stopped ends with it', async () => {
  const process = new StandIn(1);
  const late = new StandIn(2);
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  let run = (_process: RunningProcess): void => undefined;
  const kept = keep(process, () => {
    begin();
    return new Promise((resolve) => (run = resolve));
  });
  process.end({ code: 1, signal: null });
  await begun;
  asked.abort();
  const stopped = kept.stop();
  await aTurn();
  run(late);
  await stopped;
  expect(late.stopped).toBe(true);
});

test('a process that does not start is tried again five times, then given up with the last reason', async () => {
  const process = new StandIn(1);
  let starts = 0;
  const reason = await new Promise<DoesNotStayUp>((giveUp) => {
    keep(process, () => Promise.reject(new Error(`port in use, ${(starts += 1)}`)), giveUp);
    process.end({ code: 1, signal: null });
  });
  expect(reason.process).toBe('worker');
  expect(reason.message).toBe(
    'The worker does not stay up: after 5 new starts in a row it did not start: port in use, 5',
  );
  expect(said[0]).toBe('The worker ended (exit code 1). Starting it again.');
});

const aTurn = () => new Promise((resolve) => setImmediate(resolve));

function keep(
  running: RunningProcess,
  start: () => Promise<RunningProcess>,
  giveUp: (reason: DoesNotStayUp) => void = () => {},
) {
  const say = (line: string) => void said.push(line);
  return new KeptProcess({ name: 'worker', start, onStarted: () => {}, say, signal: asked.signal }, running, giveUp);
}

/** Stands for a process of the operating system. */
class StandIn implements RunningProcess {
  readonly pid: number;
  readonly exited: RunningProcess['exited'];
  stopped = false;
  end: (exit: Awaited<RunningProcess['exited']>) => void = () => {};

  constructor(pid: number) {
    this.pid = pid;
    this.exited = new Promise((resolve) => (this.end = resolve));
  }

  stop(): Promise<void> {
    this.stopped = true;
    this.end({ code: 0, signal: null });
    return Promise.resolve();
  }
}
