import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../src/worker/workflow-bundle.ts';

const pathOf = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));

rmSync(pathOf('dist'), { recursive: true, force: true });
const compiler = spawnSync(
  process.execPath,
  [pathOf('node_modules/typescript/bin/tsc'), '-p', pathOf('tsconfig.build.json')],
  { stdio: 'inherit' },
);
if (compiler.status !== 0) process.exit(compiler.status ?? 1);

writeFileSync(pathOf('dist/workflow-bundle.js'), await bundleWorkflows(pathOf('src/workflows/index.ts')));
