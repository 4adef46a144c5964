import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate';
import { nodesOf, transitionsOf } from '../../../scripts/diagrams/transitions.ts';
import { told } from './coverage.ts';
import { explore, type Edge } from './explore.ts';
import type { Modelled } from './model.ts';

interface Walked<TMachine extends AnyStateMachine> {
  readonly machine: TMachine;
  /** In `test/machines/walked-steps`. */
  readonly file: string;
  readonly models: () => readonly Modelled<TMachine>[];
  /** Transitions that are in the model only. Whoever adds a test for one takes it off. */
  readonly notShown: readonly string[];
}

/**
 * Tests of the steps that the lifecycle tests have taken through all of the stack, beside those of the model. To record
 * those of new tests: RECORD_STEPS=1 npx jest test/lifecycle --selectProjects "on Temporal".
 */
export function testWhatWasWalked<TMachine extends AnyStateMachine>({
  machine,
  file,
  models,
  notShown,
}: Walked<TMachine>): void {
  const walked = readFileSync(path.join(process.cwd(), 'test/machines/walked-steps', file), 'utf8')
    .split('\n')
    .filter(Boolean);
  const nodes = nodesOf(machine.root);
  const transitions = nodes.flatMap(transitionsOf);
  let edges: ReadonlyMap<string, readonly Edge<TMachine>[]>;
  const edgesOf = (step: string) => edges.get(step) ?? [];

  beforeAll(() => {
    edges = byStep(models().flatMap((model) => explore(model).edges));
  });

  test('every step that was taken through all of the stack is one of the model', () => {
    expect(walked.length).toBeGreaterThan(60);
    expect(walked.filter((step) => !edges.has(step))).toEqual([]);
  });

  test('every state is visited through all of the stack', () => {
    const visited = new Set(walked.flatMap((step) => edgesOf(step).flatMap(({ to }) => to.visited)));
    const missing = nodes.filter((node) => !visited.has(node)).map(({ id }) => id);
    process.stderr.write(`through all of the stack: states ${nodes.length - missing.length}/${nodes.length}\n`);

    expect(missing).toEqual([]);
  });

  test('the transitions that no recorded step shows are known', () => {
    const certain = new Set(walked.flatMap((step) => common(edgesOf(step), ({ to }) => to.taken)));
    const possible = new Set(walked.flatMap((step) => edgesOf(step).flatMap(({ to }) => to.taken)));
    const count = (shown: ReadonlySet<AnyTransitionDefinition>) => transitions.filter((one) => shown.has(one)).length;
    process.stderr.write(
      `through all of the stack: transitions ${count(certain)}/${transitions.length} for certain, ` +
        `${count(possible)} as far as the states tell\n`,
    );

    expect(transitions.filter((transition) => !possible.has(transition)).map(told)).toEqual(notShown);
  });
}

/** By what a recorded step tells of them. */
function byStep<TMachine extends AnyStateMachine>(edges: readonly Edge<TMachine>[]): Map<string, Edge<TMachine>[]> {
  const found = new Map<string, Edge<TMachine>[]>();
  for (const edge of edges) {
    const { from, event, to } = edge;
    const step = [JSON.stringify(valueOf(from)), event.event.type, JSON.stringify(valueOf(to))].join('\t');
    const known = found.get(step);
    if (known === undefined) found.set(step, [edge]);
    else known.push(edge);
  }
  return found;
}

function valueOf<TMachine extends AnyStateMachine>({ snapshot }: Edge<TMachine>['to']): unknown {
  return (snapshot as { value: unknown }).value;
}

/** What all of them have: a step tells states, and several transitions may lead from one to the other. */
function common<TMachine extends AnyStateMachine, T>(
  candidates: readonly Edge<TMachine>[],
  of: (edge: Edge<TMachine>) => readonly T[],
): T[] {
  const [first, ...others] = candidates;
  if (first === undefined) return [];
  return of(first).filter((it) => others.every((other) => of(other).includes(it)));
}
