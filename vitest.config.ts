import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** One Postgres for all files of a run, started when the first of them asks for a database. */
const globalSetup = ['./packages/testkit/src/servers/global-setup.ts'];

/** Files at a time, where they may run beside each other: on a small machine they mostly wait for servers to start and stop. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/**
 * Tests by cost: `unit` is pure, `int` needs Postgres and nats-server, `e2e` runs the whole shop through its public interfaces. Files share the modules that
 * they import (`isolate: false`): loading them costs more than most tests. So a test puts back what it sets for the whole process, and mocks no module.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.unit.test.ts'],
          pool: 'threads',
          isolate: false,
          maxWorkers,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'int',
          include: ['**/*.int.test.ts'],
          globalSetup,
          isolate: false,
          maxWorkers,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          globalSetup,
          isolate: false,
          maxConcurrency: 3,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          // a whole shop each, one after the other, when everything else is through
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
