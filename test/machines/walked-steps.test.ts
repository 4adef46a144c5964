import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import type { AnyTransitionDefinition } from 'xstate';
import { nodesOf, transitionsOf } from '../../scripts/diagrams/transitions.ts';
import { transitionWords } from '../../scripts/diagrams/words.ts';
import { addParticipantMachine } from '../../src/machines/add-participant.ts';
import { explore, type Edge } from './model/explore.ts';
import { modelInput } from './model/model.ts';

/*
 * The steps that the lifecycle tests have taken through all of the stack, beside those of the model. To record those
 * of new tests: RECORD_STEPS=1 npx jest test/lifecycle --selectProjects "on Temporal".
 */

const FILE = path.join(process.cwd(), 'test/machines/model/walked-steps.txt');
const LONG_NOT_AFTER_MS = 600_000;

const walked = readFileSync(FILE, 'utf8').split('\n').filter(Boolean);
const transitions = nodesOf(addParticipantMachine.root).flatMap(transitionsOf);

/** Of the model, by what a recorded step tells of it. */
const edges = new Map<string, Edge[]>();

beforeAll(() => {
  const inputs = [modelInput('remove'), modelInput('keep'), modelInput('remove', LONG_NOT_AFTER_MS)];
  for (const edge of inputs.flatMap((input) => explore(input).edges)) {
    const { from, event, to } = edge;
    const step = [JSON.stringify(from.snapshot.value), event.event.type, JSON.stringify(to.snapshot.value)].join('\t');
    const known = edges.get(step);
    if (known === undefined) edges.set(step, [edge]);
    else known.push(edge);
  }
});

function told(transition: AnyTransitionDefinition): string {
  return `${transition.source.id}: ${transitionWords(transition)}`;
}

test('every step that was taken through all of the stack is one of the model', () => {
  expect(walked.length).toBeGreaterThan(60);
  expect(walked.filter((step) => !edges.has(step))).toEqual([]);
});

test('every state is visited through all of the stack', () => {
  const visited = new Set(walked.flatMap((step) => (edges.get(step) ?? []).flatMap(({ to }) => to.visited)));
  const nodes = nodesOf(addParticipantMachine.root);
  const missing = nodes.filter((node) => !visited.has(node)).map(({ id }) => id);
  process.stderr.write(`through all of the stack: states ${nodes.length - missing.length}/${nodes.length}\n`);

  expect(missing).toEqual([]);
});

test('the transitions that no recorded step shows are known', () => {
  const certain = new Set(walked.flatMap((step) => common(edges.get(step) ?? [], ({ to }) => to.taken)));
  const possible = new Set(walked.flatMap((step) => (edges.get(step) ?? []).flatMap(({ to }) => to.taken)));
  const isShown = (transition: AnyTransitionDefinition) => certain.has(transition);
  process.stderr.write(
    [
      `through all of the stack: transitions ${transitions.filter(isShown).length}/${transitions.length} for certain,`,
      `${transitions.filter((transition) => possible.has(transition)).length} as far as the states tell\n`,
    ].join(' '),
  );

  expect(transitions.filter((transition) => !possible.has(transition)).map(told)).toEqual(NOT_SHOWN);
});

/** What all of them have: a step tells states, and several transitions may lead from one to the other. */
function common<T>(candidates: readonly Edge[], of: (edge: Edge) => readonly T[]): T[] {
  const [first, ...others] = candidates;
  if (first === undefined) return [];
  return of(first).filter((it) => others.every((other) => of(other).includes(it)));
}

/** In the model only. Whoever adds a test for one takes it off here. */
const NOT_SHOWN = [
  // Nothing is left by it, so that it leaves no step.
  'addParticipant.open.invitation.awaitingCancelVerdict: acs.AddParticipantFailed',
  // Temporal's visibility would have to be away while its workflows go on.
  'addParticipant.removing.askingForNewer: error findNewerOperation 1/2 [couldNotBeListedAndJoinWasTold]',
  'addParticipant.removing.askingForNewer: error findNewerOperation 2/2 [couldNotBeListed]',
];
