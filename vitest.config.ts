import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** One Postgres for all files of a run, started when the first of them asks for a database. */
const globalSetup = ['./packages/testkit/src/servers/global-setup.ts'];

/** Files at a time: they wait for servers, leases and timers as much as they work. */
const maxWorkers = Math.max(3, availableParallelism() - 1);
/** Whole shops at a time: each has a dozen processes. */
const maxShops = Math.max(2, Math.floor(availableParallelism() / 4));

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
          maxWorkers: maxShops,
          // when everything else is through
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
