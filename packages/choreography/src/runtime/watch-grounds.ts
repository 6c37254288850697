import type { NatsConnection } from '@nats-io/transport-node';
import type postgres from 'postgres';
import type { OutboxRelay } from '../outbox/outbox-relay.ts';
import type { DatabaseWatch } from '../postgres/database-watch.ts';
import type { Health } from './health.ts';

interface Grounds {
  readonly pool: postgres.Sql;
  readonly broker: NatsConnection;
  readonly relay: OutboxRelay;
  readonly database: DatabaseWatch;
}

/** Has the database, the broker and the relay looked at when somebody asks whether the service is ready. */
export function watchGrounds(health: Health, { pool, broker, relay, database }: Grounds): void {
  health.add('the database', async () => {
    if (database.problem !== undefined) return database.problem;
    const orphans = await pool<{ lane: number }[]>`
      select lane from outbox_lane where leased_until < now() and lane = any(${[...relay.laneNumbers]})`;
    const lanes = orphans.map(({ lane }) => lane).join(', ');
    return lanes === '' ? undefined : `nobody relays outbox lane ${lanes}`;
  });
  health.add('the broker', async () => {
    if (broker.isClosed()) return 'the connection to the broker is closed';
    await broker.rtt();
    return undefined;
  });
  health.add('the relay', () =>
    relay.isHeldUp ? 'the broker does not take what is published' : undefined,
  );
}
