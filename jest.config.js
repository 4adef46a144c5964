import HeavyLast from './test/support/heavy-last.cjs';

/** What swc makes of a module for Jest, which loads CommonJS. */
const transform = {
  '^.+\\.(t|m?j)s$': [
    '@swc/jest',
    { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' }, sourceMaps: 'inline' },
  ],
};

const shared = {
  globalSetup: './test/support/programs-setup.ts',
  globalTeardown: './test/support/programs-teardown.ts',
  testEnvironment: 'node',
  transform,
  // jose is published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
};

/** On a real Temporal server, which is found or built, started before the first of these tests and stopped after the last. */
const onTemporal = {
  ...shared,
  globalSetup: './test/support/temporal-setup.ts',
  globalTeardown: './test/support/temporal-teardown.ts',
};

/** `npm run test:full`: all that `npm test` runs, in larger numbers, and what is long (`full`); then the crowds (`crowds`). */
const suite = process.env.DURABLE_CALLS_SUITE;
/** A file that takes long by its nature, or needs the machine for itself. */
const long = '\\.long\\.test\\.ts$';
/** Two at once: four of them starve each other, until one is out of time. */
const crowds = HeavyLast.CROWDS.map((end) => `${end.replaceAll('.', '\\.')}$`);

const onTemporalOfTruth = ['campaign', 'media-campaign', 'soak'].map((name) => `/test/truth/${name}.test.ts`);

const gate = [
  {
    ...shared,
    displayName: 'alone',
    testMatch: [
      '<rootDir>/test/{client,contract,dev,histories,machines,providers,server,simulator,statechart-kit,structure,truth,versions,worker}/**/*.test.ts',
    ],
    testPathIgnorePatterns: [long, ...onTemporalOfTruth],
  },
  {
    ...onTemporal,
    displayName: 'on Temporal',
    testMatch: [
      '<rootDir>/test/{lifecycle,statechart,http}/**/*.test.ts',
      ...onTemporalOfTruth.map((path) => `<rootDir>${path}`),
    ],
    testPathIgnorePatterns: [long],
  },
];

const full = [
  {
    ...onTemporal,
    displayName: 'long',
    testMatch: ['<rootDir>/test/**/*.long.test.ts'],
    testPathIgnorePatterns: crowds,
  },
  {
    ...onTemporal,
    displayName: 'on Temporal, without a workflow cache',
    testMatch: ['<rootDir>/test/lifecycle/**/*.test.ts'],
    testPathIgnorePatterns: [long],
    globals: { WORKFLOW_CACHE: 0 },
  },
];

/** Of a full run the campaign comes with the crowds. */
const [alone, ...others] = gate;
const withoutCampaign = others.map((project) => ({ ...project, testPathIgnorePatterns: [long, ...crowds] }));

const projects = {
  full: [alone, ...withoutCampaign, ...full],
  crowds: [{ ...onTemporal, displayName: 'crowds', testMatch: HeavyLast.CROWDS.map((end) => `<rootDir>${end}`) }],
};

export default {
  // More than cores: most tests on Temporal wait for a deadline, an event or a look.
  maxWorkers: suite === 'crowds' ? 2 : 4,
  // A process for each file. Each copy of Temporal's SDK that a file loads leaves an AsyncLocalStorage behind, and up to
  // Node 22 each of these makes every promise of the process dearer: the last files took ten times as long. And a client
  // of an earlier file that is closed while it retries throws into a later one.
  workerIdleMemoryLimit: '1MB',
  testTimeout: 60_000,
  testSequencer: './test/support/heavy-last.cjs',
  reporters: ['default', './test/support/count-reporter.cjs'],
  projects: projects[suite] ?? gate,
};
