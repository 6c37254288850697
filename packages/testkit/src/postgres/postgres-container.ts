import { freePort } from '@murmuration/devkit';
import { GenericContainer, Wait } from 'testcontainers';
import { killContainer } from '../servers/kill-container.ts';
import { FAST_SETTINGS, type TestPostgres } from './test-postgres.ts';

const IMAGE = 'postgres:18-alpine';
const PORT = 5_432;
const PASSWORD = 'test';
// Once for the server that initialises the data, once for the one that stays.
const READY = Wait.forLogMessage(/database system is ready to accept connections/, 2);

/** Starts Postgres in a container, on a port that stays the same over a restart. */
export async function startPostgresContainer(): Promise<TestPostgres> {
  const host = await freePort();
  const settings = Object.entries(FAST_SETTINGS).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const container = await new GenericContainer(IMAGE)
    .withEnvironment({ POSTGRES_PASSWORD: PASSWORD })
    .withExposedPorts({ container: PORT, host })
    .withCommand(['postgres', ...settings])
    .withWaitStrategy(READY)
    .start();
  const adminUrl = `postgres://postgres:${PASSWORD}@${container.getHost()}:${host}/postgres`;
  return {
    adminUrl,
    halt: async () => void (await container.stop({ remove: false, removeVolumes: false })),
    kill: () => killContainer(container),
    restart: () => container.restart(),
    stop: async () => void (await container.stop()),
  };
}
