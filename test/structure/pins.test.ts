import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { projectFolder } from './project-files.ts';

const read = (file: string) => readFileSync(path.join(projectFolder, file), 'utf8');

test('every dependency is pinned to one version', () => {
  const { dependencies, devDependencies, overrides } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >;
  const all = Object.entries({ ...dependencies, ...devDependencies, ...overrides });
  expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

// With two copies, a history that was saved as JSON cannot be read: "type must be a Type".
test('the Temporal packages share one copy of protobufjs', () => {
  const copies = ['common', 'proto', 'worker'].map((name) => {
    const fromPackage = createRequire(path.join(projectFolder, `node_modules/@temporalio/${name}/package.json`));
    return fromPackage.resolve('protobufjs');
  });
  expect(new Set(copies).size).toBe(1);
});

test('the lockfile names no registry', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { resolved?: string }> };
  expect(Object.keys(packages).length).toBeGreaterThan(100);
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test('npm keeps the pins, the engine and the lockfile as they are', () => {
  expect(read('.npmrc').trim().split('\n').toSorted()).toEqual([
    'engine-strict=true',
    'omit-lockfile-registry-resolved=true',
    'save-exact=true',
  ]);
});
