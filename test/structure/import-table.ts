/**
 * Who may import whom, beside itself: the authority, from which `npm run docs:import-table` writes the table in
 * ARCHITECTURE.md.
 *
 * A row names a folder with all that is below it, or files by a pattern; a file belongs to the longest row that matches
 * it. A permission names a row, files by a pattern, or a package. `type x` permits `import type` only; `*` stands for
 * anything within one segment of a path, and alone for everything.
 */
export type ImportTable = Readonly<Record<string, readonly string[]>>;

export const importTable: ImportTable = {
  'src/contract': [],
  'src/contract/*.schema.ts': ['src/contract', 'zod'],

  // The words of the runtime, shared by all of its sides.
  'src/statechart/*.ts': ['type @temporalio/common', 'type xstate'],
  'src/statechart/host': ['src/statechart/*.ts', 'xstate'],
  'src/statechart/workflow': ['src/statechart/*.ts', 'src/statechart/host', 'xstate', '@temporalio/workflow'],
  'src/statechart/client': [
    'src/statechart/*.ts',
    'type xstate',
    '@temporalio/client',
    '@temporalio/common',
    'node:crypto',
  ],
  'src/statechart/replay': [
    'src/statechart/*.ts',
    'src/statechart/worker',
    '@temporalio/worker',
    '@temporalio/client',
    '@temporalio/common',
    'node:*',
  ],
  'src/statechart/worker': ['@temporalio/worker', '@temporalio/activity', 'node:url'],

  // Nothing of Temporal: of the client and the workflow only what knows nothing of it.
  'src/statechart/testing': [
    'src/statechart/*.ts',
    'src/statechart/host',
    'src/statechart/client/errors.ts',
    'src/statechart/workflow/sandbox-timers.ts',
    'xstate',
    'node:async_hooks',
  ],

  'src/machines': ['src/contract', 'xstate'],
  'src/workflows': ['src/contract', 'src/machines', 'src/statechart/workflow', '@temporalio/workflow', 'xstate'],

  'src/providers/*.ts': ['src/contract'],
  'src/providers/acs': [
    'src/contract',
    'src/providers/*.ts',
    '@azure/communication-call-automation',
    '@azure/identity',
    'zod',
    'jose',
    'node:*',
  ],
  'src/activities': ['src/contract', 'type src/providers/*/gateway.ts', '@temporalio/activity', '@temporalio/common'],

  'src/client': [
    'src/contract',
    'src/machines',
    'src/statechart/client',
    '@temporalio/client',
    '@temporalio/common',
    'node:crypto',
  ],
  'src/server': [
    'src/contract',
    'src/contract/*.schema.ts',
    'src/client',
    'src/providers/*/read-notification.ts',
    'src/providers/*/verify-notification.ts',
    '@temporalio/client',
    'fastify',
    'fastify-type-provider-zod',
    'zod',
    'pino',
  ],
  'src/worker': [
    'src/contract',
    'src/activities',
    'src/providers/*/gateway.ts',
    'src/statechart/worker',
    '@temporalio/worker',
    'pino',
    'node:fs',
  ],
  'src/config.ts': ['type src/contract', 'zod', '@temporalio/envconfig'],

  'worker.ts': ['src/config.ts', 'src/worker', 'pino', 'node:*'],
  'server.ts': ['src/config.ts', 'src/server', 'pino', 'node:*'],

  dev: [
    'src/config.ts',
    'src/worker',
    'src/server',
    'src/client',
    'src/contract',
    'simulator/control-client.ts',
    '@temporalio/client',
    '@temporalio/testing',
    'node:*',
  ],
  simulator: ['fastify', 'jose', 'node:*'],
  scripts: [
    'src/client',
    'src/machines',
    'src/worker',
    'src/statechart/replay',
    'test/structure/*',
    'test/statechart-kit/compatibility/*',
    '@temporalio/client',
    '@temporalio/worker',
    '@temporalio/envconfig',
    'xstate',
    'node:*',
  ],
  bench: ['*'],
  test: ['*'],
};
