import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { described, idOf, indented, label } from './mermaid.ts';
import { childrenOf, childTowards, nodesOf, transitionsOf } from './transitions.ts';
import { transitionWords } from './words.ts';

const ANY = 'any_state';

interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Absent: another diagram tells. */
  readonly words?: string;
}

/** One state from inside, with every transition of the states in it; `undefined` where nothing is inside. */
export function partDiagram(part: AnyStateNode): string[] | undefined {
  const children = childrenOf(part);
  const own = transitionsOf(part).flatMap((transition) => arrowsWithin(part, ANY, transition));
  const arrows = [...own, ...children.flatMap((child) => arrowsOf(part, child))];
  if (children.length === 0 || (part.type === 'parallel' && arrows.length === 0)) return undefined;
  const outside = children.flatMap((child) => targetsOutside(part, child));
  return [
    'stateDiagram-v2',
    ...indented([
      ...(own.length > 0 ? [`state "any state" as ${ANY}`] : []),
      ...children.flatMap((child) => described(idOf(child), child.key, linesOf(child))),
      ...unique(outside.map((node) => `state "${node.path.join('.') || node.id}" as ${idOf(node)}`)),
      ...starts(part),
      ...merged(arrows),
      ...children.filter(({ type }) => type === 'final').map((child) => `${idOf(child)} --> [*]`),
      ...dashed([...(own.length > 0 ? [ANY] : []), ...outside.map(idOf)]),
    ]),
  ];
}

/** What a state does beside being left. */
function linesOf(node: AnyStateNode): string[] {
  const stays = transitionsOf(node).filter(({ target }) => target === undefined);
  return [
    ...node.invoke.map(({ id, src }) => `invokes ${actorWords(id, src)}`),
    ...stays.map(
      (transition) => `${transition.actions.length === 0 ? 'ignores' : 'stays on'} ${transitionWords(transition)}`,
    ),
    ...(node.type === 'history' ? [`${node.history} history`] : []),
    ...(childrenOf(node).length > 0 ? ['has states inside'] : []),
  ];
}

/** Logic that is written in place has a made-up name for its source. */
function actorWords(id: string, src: unknown): string {
  const isNamed = typeof src === 'string' && !src.startsWith('xstate.invoke.');
  return isNamed && src !== id ? `${src} as ${id}` : id;
}

function starts(part: AnyStateNode): string[] {
  if (part.type !== 'compound') return [];
  return part.initial.target.flatMap((target) => {
    const first = childTowards(part, target);
    return first === undefined ? [] : [`[*] --> ${idOf(first)}`];
  });
}

function arrowsOf(part: AnyStateNode, child: AnyStateNode): Arrow[] {
  const own = transitionsOf(child).flatMap((transition) => [
    ...arrowsWithin(part, idOf(child), transition).filter(({ to }) => to !== idOf(child) || isSelf(child, transition)),
    ...outsideOf(part, transition).map((target) => ({
      from: idOf(child),
      to: idOf(target),
      words: transitionWords(transition),
    })),
  ]);
  const below = nodesOf(child)
    .filter((node) => node !== child)
    .flatMap(transitionsOf)
    .flatMap((transition) => arrowsWithin(part, idOf(child), transition))
    .filter(({ to }) => to !== idOf(child))
    .map(({ from, to }) => ({ from, to }));
  return [...own, ...below];
}

function isSelf(child: AnyStateNode, { target = [] }: AnyTransitionDefinition): boolean {
  return target.includes(child);
}

/** Ends in the part. Told to the child of the part; where the target is further below, the words say which. */
function arrowsWithin(part: AnyStateNode, from: string, transition: AnyTransitionDefinition): Arrow[] {
  return (transition.target ?? []).flatMap((target) => {
    const towards = childTowards(part, target);
    if (towards === undefined) return [];
    const deeper = target === towards ? '' : ` → ${target.path.slice(towards.path.length).join('.')}`;
    return [{ from, to: idOf(towards), words: `${transitionWords(transition)}${deeper}` }];
  });
}

function outsideOf(part: AnyStateNode, { target = [] }: AnyTransitionDefinition): AnyStateNode[] {
  return target.filter((node) => childTowards(part, node) === undefined);
}

function targetsOutside(part: AnyStateNode, child: AnyStateNode): AnyStateNode[] {
  return transitionsOf(child).flatMap((transition) => outsideOf(part, transition));
}

/** One arrow for all that lead from one state to another. */
function merged(arrows: readonly Arrow[]): string[] {
  const words = new Map<string, string[]>();
  for (const { from, to, words: said } of arrows) {
    const arrow = `${from} --> ${to}`;
    words.set(arrow, [...(words.get(arrow) ?? []), ...(said === undefined ? [] : [label(said)])]);
  }
  return [...words].map(([arrow, said]) => (said.length === 0 ? arrow : `${arrow}: ${said.join('<br/>')}`));
}

function dashed(ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  return ['classDef outside stroke-dasharray: 4 4', `class ${unique(ids).join(', ')} outside`];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
