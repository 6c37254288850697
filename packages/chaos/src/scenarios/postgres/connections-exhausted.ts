import { takeAllConnections, terminateSessions } from '../../faults/postgres-sessions.ts';
import { defineScenario } from '../../scenario.ts';

export const connectionsExhausted = defineScenario({
  name: 'connections-exhausted',
  faults: [33],
  title: 'every connection of Postgres taken by somebody else',
  world: { ownPostgres: true },
  run: async ({ shop: { database }, inject, note, pause, afterwards }) => {
    inject('somebody takes all connections that are left');
    const crowd = await takeAllConnections(database.adminUrl);
    afterwards(() => crowd.end());
    // services keep those that they have; without them they need new ones
    const ended = await terminateSessions(database.adminUrl, () => true);
    note(`${ended.length} sessions of services ended as well`);
    await pause(3_000, 6_000);
    await crowd.end();
  },
});
