import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** All of a state's own, in the order in which XState tries those of one event. */
export function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...(node.always ?? []), ...node.transitions.values()].flat();
}

/** The node and all that is below it. */
export function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...childrenOf(node).flatMap(nodesOf)];
}

export function childrenOf(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states);
}

/** The child of `parent` that is the node, or encloses it; `undefined` for the parent itself and what is outside of it. */
export function childTowards(parent: AnyStateNode, node: AnyStateNode): AnyStateNode | undefined {
  if (node.parent === undefined || node === parent) return undefined;
  return node.parent === parent ? node : childTowards(parent, node.parent);
}
