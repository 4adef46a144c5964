import path from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.ts';
import { projectFolder } from './project-files.ts';

let modules: string[];

beforeAll(async () => {
  const bundle = await bundleWorkflows(path.join(projectFolder, 'src/workflows/index.ts'));
  const names = [...bundle.matchAll(/^\/\*{3}\/ "([^"]+)"/gm)].map(([, name = '']) => name);
  modules = names.filter((name) => !isLeftOut(name)).map((name) => name.replace(/^\.\//, ''));
});

/** An optional module that is not there. */
const isLeftOut = (name: string) => name.startsWith('?');

/** The folder of the package that a module belongs to, with the folders that lead to it. */
function packageOf(module: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0].replace(/^node_modules\//, '');
}

test('the workflow bundle has these packages inside and no other, each once', () => {
  const packages = new Set(modules.map(packageOf).filter((name) => name !== undefined));
  expect(packages).toEqual(
    new Set(['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc', 'xstate']),
  );
});

test('the workflow bundle has nothing of ours inside that runs elsewhere', () => {
  const ours = modules.filter((module) => packageOf(module) === undefined);
  expect(ours).toContain('src/workflows/index.ts');
  const mayBeInside =
    /^src\/(contract|machines|workflows|statechart\/(host|workflow))\/|^src\/statechart\/[a-z-]+\.ts$/;
  expect(ours.filter((module) => !mayBeInside.test(module))).toEqual([]);
});

test("the workflow bundle has XState's production build inside, and that build only", () => {
  const files = modules.filter((module) => module.startsWith('node_modules/xstate/'));
  expect(files).toContain('node_modules/xstate/dist/xstate.esm.js');
  expect(files.filter((file) => file.includes('.development.') || !file.endsWith('.esm.js'))).toEqual([]);
});
