import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** One Postgres for all files of a run, started when the first of them asks for a database. */
const globalSetup = ['./packages/testkit/src/servers/global-setup.ts'];

/** Files at a time: they wait for servers, leases and timers as much as they work. */
const maxWorkers = Math.max(3, availableParallelism() - 1);
/** Whole shops at a time: each has a dozen processes. */
const maxShops = Math.max(2, Math.floor(availableParallelism() / 4));

/** Node loads tests, and what they test, as it loads the services: that needs no second copy of everything, made by another tool. */
const experimental = { viteModuleRunner: false };

/** The files that take longest, longest first. */
const LONG = [
  'outcomes/every-outcome.e2e',
  'faults/every-service-is-killed.e2e',
  'audit/every-corruption-is-seen.e2e',
  'faults/servers-fail.e2e',
  'dead-letters/a-thousand-dead-letters.e2e',
  'edge/shop-behind-its-edge.e2e',
  'choreography/test/repair-scratches.int',
  'choreography/test/retention.int',
  'chaos/src/faults/broker-cluster.int',
  'devkit/src/run/supervisor.int',
];

/** Begins with what takes long, so that no worker is left alone with it at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((part) => moduleId.includes(part));
      return at < 0 ? LONG.length : at;
    };
    const usual = await super.sort(files);
    return usual.toSorted((a, b) => rank(a) - rank(b));
  }
}

/**
 * Tests by cost: `unit` is pure, `int` needs Postgres and nats-server, `e2e` runs the whole shop through its public interfaces. Files share the modules that
 * they import (`isolate: false`): loading them costs more than most tests. So a test puts back what it sets for the whole process, and mocks no module.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          experimental,
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
          experimental,
          include: ['**/*.int.test.ts'],
          globalSetup,
          isolate: false,
          maxWorkers,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          experimental,
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
