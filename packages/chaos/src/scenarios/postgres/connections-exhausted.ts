import {
  sessionsOfServices,
  takeAllConnections,
  terminateSessions,
} from '../../faults/postgres-sessions.ts';
import { defineScenario } from '../../scenario.ts';

const SHUT_OUT = 'no service had a session, and none got one';
const MOST_TRIES = 200;

export const connectionsExhausted = defineScenario({
  name: 'connections-exhausted',
  faults: [33],
  title: 'every connection of Postgres taken by somebody else',
  world: { ownPostgres: true },
  sees: [SHUT_OUT],
  run: async ({ shop: { database }, inject, note, pause, sight, afterwards }) => {
    inject('somebody takes all connections that are left');
    const crowd = await takeAllConnections(database.adminUrl);
    afterwards(() => crowd.end());
    // services keep those that they have; without them they need new ones, and race the crowd for their places
    let ended = 0;
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const { length } = await terminateSessions(database.adminUrl, () => true);
      ended += length;
      if (length === 0) break;
    }
    note(`${ended} sessions of services ended as well`);
    await pause(3_000, 6_000);
    const { length: left } = await sessionsOfServices(database.adminUrl);
    note(`${left} sessions of services are there`);
    if (left === 0) sight(SHUT_OUT);
    await crowd.end();
  },
});
