import { planDoors } from '@murmuration/testkit';
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { eventually } from '@murmuration/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startBrokerCluster } from './broker-cluster.ts';

let cluster: Cluster;
let connection: NatsConnection;
let js: JetStreamClient;
beforeAll(async () => {
  cluster = await startBrokerCluster(await planDoors());
  const { url, user, password: pass } = cluster;
  connection = await connect({
    servers: url.split(','),
    user,
    pass,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
  });
  const manager = await jetstreamManager(connection, { checkAPI: false });
  await eventually(() => manager.streams.add({ name: 'S', subjects: ['s'], num_replicas: 3 }), {
    what: 'room for three copies',
    timeoutMs: 20_000,
  });
  js = jetstream(connection);
});
afterAll(async () => {
  await connection.close();
  await cluster.stop();
});

/** Publishes until it is acknowledged. */
const publish = (): Promise<unknown> =>
  eventually(() => js.publish('s', 'x', { timeout: 1_000 }), {
    what: 'an acknowledgement',
    timeoutMs: 20_000,
  });

describe('a cluster of three', () => {
  it('goes on when the leader of a stream is killed', async () => {
    const leader = await cluster.leaderOf('S');
    await publish();
    await leader.kill();
    await publish();
    expect((await cluster.leaderOf('S')).name).not.toBe(leader.name);
    await leader.start();
    await cluster.ready();
  }, 60_000);

  it('goes on when the leader leaves in good order', async () => {
    const leader = await cluster.leaderOf('S');
    await leader.lameDuck();
    await publish();
    await leader.start();
  }, 60_000);

  it.each(['silent', 'broken'] as const)(
    'elects another leader when it is cut off (%s), and takes it back',
    async (how) => {
      const leader = await cluster.leaderOf('S');
      leader.isolate(how);
      const next = await eventually(
        async () => {
          const found = await cluster.leaderOf('S');
          return found.name === leader.name ? undefined : found;
        },
        { what: 'another leader', timeoutMs: 30_000 },
      );
      expect(next.name).not.toBe(leader.name);
      leader.rejoin();
      const manager = await jetstreamManager(connection, { checkAPI: false });
      await eventually(
        async () => {
          const { cluster: members } = await manager.streams.info('S');
          return members?.replicas?.every(({ current }) => current === true);
        },
        { what: 'all copies to be current', timeoutMs: 30_000 },
      );
    },
    90_000,
  );
});
