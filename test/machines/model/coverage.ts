import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate';
import { nodesOf, transitionsOf } from '../../../scripts/diagrams/transitions.ts';
import { transitionWords } from '../../../scripts/diagrams/words.ts';
import type { Explored } from './explore.ts';

/** Which states and transitions no path has come by; and says how many there are, of what. */
export function missedIn<TMachine extends AnyStateMachine>(
  machine: TMachine,
  what: string,
  explored: readonly Explored<TMachine>[],
): { readonly states: string[]; readonly transitions: string[] } {
  const edges = explored.flatMap((it) => it.edges);
  const paths = explored.flatMap((it) => it.paths);
  const visited = new Set(edges.flatMap(({ to }) => to.visited));
  const taken = new Set(edges.flatMap(({ to }) => to.taken));
  const nodes = nodesOf(machine.root);
  const transitions = nodes.flatMap(transitionsOf);
  const longest = paths.reduce((most, { steps }) => Math.max(most, steps.length), 0);
  const count = <T>(all: readonly T[], seen: ReadonlySet<T>) =>
    `${all.filter((one) => seen.has(one)).length}/${all.length}`;
  process.stderr.write(
    [
      `${what}: ${paths.length} states of the model, ${edges.length} edges, paths of up to ${longest} steps;`,
      `states ${count(nodes, visited)}, transitions ${count(transitions, taken)}\n`,
    ].join(' '),
  );
  return {
    states: nodes.filter((node) => !visited.has(node)).map(({ id }) => id),
    transitions: transitions.filter((transition) => !taken.has(transition)).map(told),
  };
}

export function told(transition: AnyTransitionDefinition): string {
  return `${transition.source.id}: ${transitionWords(transition)}`;
}
