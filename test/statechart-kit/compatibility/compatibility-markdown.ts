import type { FeatureGroup } from './read-features.ts';

const INTRODUCTION = `# What of XState v5 works in a workflow

A machine runs in a workflow as it runs in a plain actor. Every row below is shown by a test of the same name in
\`test/statechart-kit/compatibility/\`; where state is concerned the test continues the machine as new on the way, through
JSON. Beside these, random machines are compared with plain actors after every step, in
\`test/statechart-kit/differential/\`.

\`npm run docs:compatibility\` writes this page.
`;

const SIGNS: Readonly<Record<string, string>> = {
  works: 'works',
  'works differently': '**works differently**',
  'does not work': '**does not work**',
};

/** The document, one table for each group. */
export function compatibilityMarkdown(groups: readonly FeatureGroup[]): string {
  const sections = groups.map(({ title, features }) =>
    [
      `## ${title}`,
      '',
      '| part of XState | in a workflow | remark |',
      '|---|---|---|',
      ...features.map(({ name, works, remark }) => `| ${name} | ${SIGNS[works] ?? works} | ${remark} |`),
    ].join('\n'),
  );
  return `${[INTRODUCTION, ...sections].join('\n')}\n`.replaceAll('\n## ', '\n\n## ').replaceAll('\n\n\n', '\n\n');
}
