import { defineConfig } from 'vitest/config';

/** One Postgres for all files of a run, started when the first of them asks for a database. */
const globalSetup = ['./packages/testkit/src/servers/global-setup.ts'];

/** Tests by cost: `unit` is pure, `int` needs Postgres and nats-server, `e2e` runs the whole shop through its public interfaces. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['**/*.unit.test.ts'], testTimeout: 5_000 } },
      {
        test: {
          name: 'int',
          include: ['**/*.int.test.ts'],
          globalSetup,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          globalSetup,
          testTimeout: 120_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
