import { setTimeout as sleep } from 'node:timers/promises';
import {
  sessionsOfServices,
  takeAllConnections,
  terminateSessions,
} from '../../faults/postgres-sessions.ts';
import { defineScenario } from '../../scenario.ts';

const SHUT_OUT = 'no service had a session, and none got one';
/** Longer than a service rests between two attempts to get in. */
const QUIET_MS = 2_000;
const LIMIT_MS = 30_000;
const EVERY_MS = 50;

/** Ends the sessions of services until none has come back for a while; tells how many there were. */
async function shutOut(adminUrl: string): Promise<number> {
  const limit = performance.now() + LIMIT_MS;
  let ended = 0;
  for (let until = 0; until === 0 || performance.now() < until;) {
    const { length } = await terminateSessions(adminUrl, () => true);
    ended += length;
    if (length > 0 || until === 0) until = Math.min(limit, performance.now() + QUIET_MS);
    await sleep(EVERY_MS);
  }
  return ended;
}

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
    note(`${await shutOut(database.adminUrl)} sessions of services ended as well`);
    await pause(3_000, 6_000);
    const { length: left } = await sessionsOfServices(database.adminUrl);
    note(`${left} sessions of services are there`);
    if (left === 0) sight(SHUT_OUT);
    await crowd.end();
  },
});
