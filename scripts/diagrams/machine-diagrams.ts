import type { AnyStateMachine } from 'xstate';
import { overview } from './overview.ts';
import { partDiagram } from './part-diagram.ts';
import { nodesOf } from './transitions.ts';

/**
 * A machine as Mermaid state diagrams, in Markdown: all of its states at once, and one diagram for each state that has
 * others inside, with every transition between those. Made from the machine's definition alone.
 *
 * @param title what the document is called
 * @param command what writes it anew
 */
export function machineDiagrams(machine: AnyStateMachine, title: string, command: string): string {
  const parts = nodesOf(machine.root).flatMap((node) => {
    const diagram = partDiagram(node);
    return diagram === undefined ? [] : [`## ${node.path.join('.') || machine.id}\n\n${fenced(diagram)}`];
  });
  const all = `## All states\n\n${fenced(overview(machine.root))}`;
  return `${[`# ${title}`, READING, `\`${command}\` writes this page.`, all, ...parts].join('\n\n')}\n`;
}

const READING = `The first diagram shows every state; its arrows say only what leads to what. Each of the others shows one state from
inside, with every transition: *event [guard]*. Of several for one event, \`1/3\`, \`2/3\` and \`3/3\`, the first whose guard
holds is taken. \`done x\` and \`error x\` are the answers of the actor x, which is invoked on entering a state and stopped
on leaving it; \`after x\` is the delay x; \`always\` is taken as soon as its guard holds; a guard that has no name is \`…\`. A
dashed state lies outside of the diagram, and *any state* stands for all that are inside.`;

function fenced(lines: readonly string[]): string {
  return ['```mermaid', ...lines, '```'].join('\n');
}
