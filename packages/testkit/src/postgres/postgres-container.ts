import { freePort } from '@murmuration/devkit';
import postgres from 'postgres';
import { GenericContainer, Wait } from 'testcontainers';
import { eventually } from '../eventually.ts';
import { haltContainer, killContainer } from '../servers/end-container.ts';
import { FAST_SETTINGS } from './fast-settings.ts';
import type { PostgresOptions, TestPostgres } from './test-postgres.ts';

const IMAGE = 'postgres:18-alpine';
const PORT = 5_432;
const PASSWORD = 'test';
const START_LIMIT_MS = 60_000;

/** Starts Postgres in a container, on a port that stays the same over a restart. */
export async function startPostgresContainer(options: PostgresOptions): Promise<TestPostgres> {
  if (options.directory !== undefined) {
    throw new Error('a Postgres server in a container has no directory here');
  }
  const host = await freePort();
  const settings = Object.entries({ ...FAST_SETTINGS, ...options.settings }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  );
  const container = await new GenericContainer(IMAGE)
    .withEnvironment({ POSTGRES_PASSWORD: PASSWORD })
    .withExposedPorts({ container: PORT, host })
    .withCommand(['postgres', ...settings])
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
  const adminUrl = `postgres://postgres:${PASSWORD}@${container.getHost()}:${host}/postgres`;
  await untilReady(adminUrl);
  return {
    adminUrl,
    pid: undefined,
    halt: () => haltContainer(container),
    kill: () => killContainer(container),
    restart: async () => {
      await container.restart();
      await untilReady(adminUrl);
    },
    stop: async () => void (await container.stop()),
  };
}

// A server that recovers from a crash listens before it takes connections.
async function untilReady(adminUrl: string): Promise<void> {
  await eventually(
    async () => {
      const sql = postgres(adminUrl, { max: 1, connect_timeout: 2, onnotice: () => undefined });
      try {
        return await sql`select 1`;
      } finally {
        await sql.end();
      }
    },
    { what: 'Postgres to take connections', timeoutMs: START_LIMIT_MS },
  );
}
