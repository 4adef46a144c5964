import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compatibilityMarkdown } from '../test/statechart-kit/compatibility/compatibility-markdown.ts';
import { readFeatures } from '../test/statechart-kit/compatibility/read-features.ts';

const pathOf = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));

writeFileSync(
  pathOf('docs/compatibility.md'),
  compatibilityMarkdown(readFeatures(pathOf('test/statechart-kit/compatibility'))),
);
