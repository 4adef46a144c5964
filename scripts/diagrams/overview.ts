import type { AnyStateNode } from 'xstate';
import { described, idOf, indented } from './mermaid.ts';
import { childrenOf, childTowards, nodesOf, transitionsOf } from './transitions.ts';

/** All states, nested, and what leads to what between the states of one parent. */
export function overview(root: AnyStateNode): string[] {
  return ['stateDiagram-v2', ...indented(inside(root))];
}

function inside(parent: AnyStateNode): string[] {
  const children = childrenOf(parent).map(block);
  const states = parent.type === 'parallel' ? separated(children) : children.flat();
  return [...starts(parent), ...states, ...arrows(parent), ...ends(parent)];
}

function block(node: AnyStateNode): string[] {
  const id = idOf(node);
  if (childrenOf(node).length === 0) return described(id, node.key, []);
  return [`state "${node.key}" as ${id} {`, ...indented(inside(node)), '}'];
}

/** Regions stand side by side. */
function separated(regions: readonly (readonly string[])[]): string[] {
  return regions.flatMap((region, index) => (index === 0 ? region : ['--', ...region]));
}

function starts(parent: AnyStateNode): string[] {
  if (parent.type !== 'compound') return [];
  const first = parent.initial.target.flatMap((target) => childTowards(parent, target) ?? []);
  return first.map((node) => `[*] --> ${idOf(node)}`);
}

function ends(parent: AnyStateNode): string[] {
  return childrenOf(parent)
    .filter(({ type }) => type === 'final')
    .map((node) => `${idOf(node)} --> [*]`);
}

function arrows(parent: AnyStateNode): string[] {
  const found = childrenOf(parent).flatMap((child) =>
    nodesOf(child)
      .flatMap(transitionsOf)
      .flatMap(({ target = [] }) => target)
      .flatMap((target) => childTowards(parent, target) ?? [])
      .filter((towards) => towards !== child)
      .map((towards) => `${idOf(child)} --> ${idOf(towards)}`),
  );
  return [...new Set(found)];
}
