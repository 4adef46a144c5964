import { conditionOfRun } from './condition-of-run.ts';
import { MachineRun, type RunStart } from './machine-run.ts';
import { nameOfInput, type RunInput } from './run-input.ts';

/** An input, and the condition in which the first run was when it had taken it. */
export interface RecordedInput {
  readonly input: RunInput;
  readonly condition: string;
}

/** A second run that was given the same inputs came to something else. */
export class ReplayDiverged extends Error {
  override readonly name = 'ReplayDiverged';
}

/**
 * Gives the recorded inputs to a second run, and compares it with the first after each of them.
 *
 * @param settle lets the promises of a run settle
 * @throws ReplayDiverged, saying after which input, and what differs
 */
export async function replay(
  start: RunStart,
  conditionAtStart: string,
  recorded: readonly RecordedInput[],
  settle: () => Promise<void>,
): Promise<void> {
  const run = new MachineRun(start);
  await settle();
  compare('After the start', conditionAtStart, run);
  for (const [index, { input, condition }] of recorded.entries()) {
    const place = `After input ${index + 1}, ${nameOfInput(input)}`;
    if (run.take(input) === 'unknown') throw new ReplayDiverged(`${place}: the replay awaits no such thing. ${ADVICE}`);
    await settle();
    compare(place, condition, run);
  }
}

const ADVICE =
  'Something that is not an input decides what the machine does: a variable outside of it, the process, a file, a module that remembers.';

const MOST_DIFFERENCES = 5;

function compare(place: string, first: string, run: MachineRun): void {
  const second = conditionOfRun(run);
  if (first === second) return;
  const all = differences(JSON.parse(first), JSON.parse(second), '');
  const told = all.slice(0, MOST_DIFFERENCES).join('; ');
  throw new ReplayDiverged(
    `${place}, a replay differs: ${told}${all.length > MOST_DIFFERENCES ? '; …' : ''}. ${ADVICE}`,
  );
}

function differences(first: unknown, second: unknown, at: string): string[] {
  if (isObject(first) && isObject(second)) {
    const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
    return [...keys].flatMap((key) => differences(first[key], second[key], at === '' ? key : `${at}.${key}`));
  }
  const [one, other] = [JSON.stringify(first), JSON.stringify(second)];
  return one === other ? [] : [`${at} was ${one ?? 'absent'} and is now ${other ?? 'absent'}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
