import { type ShopOptions, testBroker, testPostgres } from '@murmuration/testkit';
import { type Cluster, startBrokerCluster } from '../faults/broker-cluster.ts';
import { makeSmallDisk, type SmallDisk } from '../faults/small-disk.ts';
import { TcpProxy } from '../faults/tcp-proxy.ts';
import type { Proxies, WorldOptions } from '../scenario.ts';

/** What a shop stands on besides what is usual. */
export interface Footing {
  readonly proxies: Proxies | undefined;
  readonly cluster: Cluster | undefined;
  readonly smallDisk: SmallDisk | undefined;
}

/** What is made before the shop, or when its servers start. */
interface Laid {
  readonly shopOptions: ShopOptions;
  readonly env: Readonly<Record<string, string>>;
  readonly proxies: Proxies | undefined;
  readonly cluster: Cluster | undefined;
  readonly smallDisk: SmallDisk | undefined;
  close(): Promise<void>;
}

const DISK_MEGABYTES = { broker: 128, postgres: 512 };

/** Makes what a world asks for; proxies and cluster are there once the shop's servers run. */
export async function layFooting(options: WorldOptions): Promise<Laid> {
  const {
    smallDisk: diskOf,
    cluster: wantsCluster = false,
    proxies: wantsProxies = false,
  } = options;
  const smallDisk = diskOf && (await makeSmallDisk(DISK_MEGABYTES[diskOf]));
  const directory = smallDisk?.directory ?? '';
  let cluster: Cluster | undefined;
  let proxies: Proxies | undefined;
  const { ownPostgres, brokerConfig, startBroker, startPostgres } = options;
  const shopOptions: ShopOptions = {
    ...(ownPostgres !== undefined && { ownPostgres }),
    ...(brokerConfig !== undefined && { brokerConfig }),
    ...(startBroker && { startBroker }),
    ...(startPostgres && { startPostgres }),
    ...(diskOf === 'broker' && {
      startBroker: (doors) => testBroker({ doors, directory, withinReach: true }),
    }),
    ...(diskOf === 'postgres' && { startPostgres: () => testPostgres({ directory }) }),
    ...(wantsCluster && {
      startBroker: async (doors) => (cluster = await startBrokerCluster(doors)),
    }),
    ...(wantsProxies && {
      detour: async ({ natsUrl, postgresUrl }) => {
        const opened = {
          nats: await TcpProxy.open(natsUrl),
          postgres: await TcpProxy.open(postgresUrl),
        };
        proxies = opened;
        return {
          natsUrlFor: (_service, url) => opened.nats.through(url),
          databaseUrlFor: (_service, url) => opened.postgres.through(url),
        };
      },
    }),
  };
  return {
    shopOptions,
    env: wantsCluster ? { STREAM_REPLICAS: '3' } : {},
    smallDisk,
    get proxies() {
      return proxies;
    },
    get cluster() {
      return cluster;
    },
    close: async () => {
      for (const proxy of Object.values(proxies ?? {})) await proxy.close();
      await smallDisk?.remove();
    },
  };
}
