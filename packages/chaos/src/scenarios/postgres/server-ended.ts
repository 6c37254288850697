import { stopAtOnce } from '../../faults/postgres-sessions.ts';
import { defineScenario, type World } from '../../scenario.ts';
import { serverOf } from './server-of.ts';

async function endAndStart(
  world: World,
  verb: string,
  end: (server: ReturnType<typeof serverOf>) => Promise<void>,
): Promise<void> {
  const { chance, inject, pause, afterwards } = world;
  const server = serverOf(world);
  let isDown = false;
  afterwards(async () => void (isDown && (await server.restart())));
  for (let times = chance.whole(2, 3); times > 0; times--) {
    inject(`${verb} to Postgres`);
    isDown = true;
    await end(server);
    await pause(0, 3_000);
    await server.restart();
    isDown = false;
    await pause(200, 2_000);
  }
}

export const postgresKilled = defineScenario({
  name: 'postgres-killed',
  faults: [31],
  title: 'Postgres killed',
  world: { ownPostgres: true },
  quick: true,
  run: (world) => endAndStart(world, 'SIGKILL', (server) => server.kill()),
});

export const postgresStoppedAtOnce = defineScenario({
  name: 'postgres-stopped-at-once',
  faults: [31],
  title: 'Postgres shut down at once',
  world: { ownPostgres: true },
  run: (world) => endAndStart(world, 'immediate shutdown', stopAtOnce),
});
