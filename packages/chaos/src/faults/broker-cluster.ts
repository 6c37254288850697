import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@murmuration/devkit';
import { type BrokerDoors, eventually, testBroker, type TestBroker } from '@murmuration/testkit';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { isAlive } from './is-alive.ts';
import { TcpProxy } from './tcp-proxy.ts';

const HOST = '127.0.0.1';
const NODES = 3;
const USER = 'route';
const PASSWORD = 'chaos';
const READY_LIMIT_MS = 60_000;
const LAME_DUCK_LIMIT_MS = 45_000;
// The shortest that the server takes; it ends earlier when its clients are gone.
const LAME_DUCK = 'lame_duck_duration: "30s"\nlame_duck_grace_period: "1s"';

/** How a node is cut off: its links stay and nothing comes through, or they break and cannot be made again. */
export type Partition = 'silent' | 'broken';

/** One server of a cluster. */
export interface ClusterNode {
  /** As the cluster knows it. */
  readonly name: string;
  /** `nats://host:port` of this node alone. */
  readonly url: string;
  readonly pid: number | undefined;
  /** SIGTERM, and waits. */
  halt(): Promise<void>;
  /** SIGKILL, and waits. */
  kill(): Promise<void>;
  /** Hands over what it leads, sends its clients away, and ends. */
  lameDuck(): Promise<void>;
  /** Starts it if it is down: same address, same store. */
  start(): Promise<void>;
  /** Cuts it off from the other nodes; clients still reach it. */
  isolate(how?: Partition): void;
  rejoin(): void;
}

/** Three servers that are one broker. `url` names all of them, separated by commas; verbs act on all. */
export interface Cluster extends TestBroker {
  readonly nodes: readonly ClusterNode[];
  /** The node that leads a stream. Waits while there is none. */
  leaderOf(stream: string): Promise<ClusterNode>;
  /** Waits until JetStream answers. */
  ready(): Promise<void>;
}

/** @throws Error when it is a broker of one server */
export function clusterOf(broker: TestBroker): Cluster {
  if (!isCluster(broker)) throw new Error('the broker is one server, not a cluster');
  return broker;
}

const isCluster = (broker: TestBroker): broker is Cluster => 'nodes' in broker;

/**
 * Starts three nats-servers on 127.0.0.1 as a cluster, with the configuration that `doors` renders. Each hears of the others by way of a TCP proxy for each direction, so
 * that cutting one off is done to real connections. Streams with three copies are the affair of whoever makes them (STREAM_REPLICAS=3).
 */
export async function startBrokerCluster(doors: BrokerDoors): Promise<Cluster> {
  const ports = await Promise.all(Array.from({ length: NODES }, () => freePort()));
  // what the servers tell each other of their addresses would lead past the proxies
  const nowhere = await TcpProxy.open(routeUrl(ports[0] ?? 0));
  nowhere.refuse();
  const links = await openLinks(ports);
  const starting = ports.map((port, at) => startNode({ at, port, links, doors, nowhere }));
  const nodes = await Promise.all(starting);
  const ready = () => untilReady(nodes, doors, links);
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map(({ broker }) => broker.stop()));
    await Promise.all([...links.map(({ proxy }) => proxy.close()), nowhere.close()]);
  };
  await ready().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return joined({ nodes, doors, ready, stop });
}

const routeUrl = (port: number): string => `nats://${HOST}:${port}`;

interface RouteLink {
  readonly from: number;
  readonly to: number;
  readonly proxy: TcpProxy;
}

type Node = ClusterNode & { readonly broker: TestBroker };

async function openLinks(ports: readonly number[]): Promise<readonly RouteLink[]> {
  const pairs = ports.flatMap((_, from) =>
    ports.flatMap((port, to) => (from === to ? [] : [{ from, to, port }])),
  );
  return await Promise.all(
    pairs.map(async ({ from, to, port }) => ({
      from,
      to,
      proxy: await TcpProxy.open(routeUrl(port)),
    })),
  );
}

async function startNode({
  at,
  port,
  links,
  doors,
  nowhere,
}: {
  readonly at: number;
  readonly port: number;
  readonly links: readonly RouteLink[];
  readonly doors: BrokerDoors;
  readonly nowhere: TcpProxy;
}): Promise<Node> {
  let name = '';
  const cluster = {
    name: 'chaos',
    host: HOST,
    port,
    user: USER,
    password: PASSWORD,
    peers: links.filter(({ from }) => from === at).map(({ proxy }) => `${HOST}:${proxy.port}`),
    advertise: `${HOST}:${nowhere.port}`,
  };
  const configuration: BrokerDoors['configuration'] = (place) => {
    name = place.serverName;
    return doors.configuration({ ...place, cluster });
  };
  const broker = await testBroker({
    doors: { ...doors, configuration },
    extraConfig: LAME_DUCK,
    // the nodes find each other on this machine, and are told by signals to leave
    withinReach: true,
  });
  const mine = links.filter(({ from, to }) => from === at || to === at);
  return nodeOf(
    name,
    broker,
    mine.map(({ proxy }) => proxy),
  );
}

function nodeOf(name: string, broker: TestBroker, links: readonly TcpProxy[]): Node {
  return {
    name,
    broker,
    url: broker.url,
    get pid() {
      return broker.pid;
    },
    halt: () => broker.halt(),
    kill: () => broker.kill(),
    lameDuck: async () => {
      const { pid } = broker;
      if (pid === undefined) throw new Error('a broker in a container takes no signals');
      process.kill(pid, 'SIGUSR2');
      await eventually(() => !isAlive(pid), {
        what: `${name} to end as a lame duck`,
        timeoutMs: LAME_DUCK_LIMIT_MS,
      });
    },
    start: async () => {
      if (broker.pid === undefined || !isAlive(broker.pid)) await broker.restart();
    },
    isolate: (how = 'silent') => {
      for (const link of links) {
        if (how === 'silent') link.hold();
        else link.refuse();
      }
    },
    rejoin: () => {
      for (const link of links) link.heal();
    },
  };
}

function joined({
  nodes,
  doors,
  ready,
  stop,
}: {
  readonly nodes: readonly Node[];
  readonly doors: BrokerDoors;
  readonly ready: () => Promise<void>;
  readonly stop: () => Promise<void>;
}): Cluster {
  const each = async (work: (node: Node) => Promise<void>): Promise<void> =>
    void (await Promise.all(nodes.map(work)));
  return {
    nodes,
    url: nodes.map(({ url }) => url).join(','),
    websocketUrl: nodes[0]?.broker.websocketUrl,
    user: doors.user,
    password: doors.password,
    storeDirectory: undefined,
    pid: undefined,
    halt: () => each((node) => node.halt()),
    kill: () => each((node) => node.kill()),
    restart: async () => {
      await each((node) => node.broker.restart());
      await ready();
    },
    stop,
    ready,
    leaderOf: async (stream) => {
      const name = await eventually(() => askForLeader(nodes, doors, stream), {
        what: `${stream} to have a leader`,
        timeoutMs: READY_LIMIT_MS,
        everyMs: 100,
      });
      const leader = nodes.find((node) => node.name === name);
      if (leader === undefined) throw new Error(`${stream} is led by an unknown node, ${name}`);
      return leader;
    },
  };
}

/** Asks every node that answers, since one that is cut off may hold an old opinion: the leader is whom most of them name. */
async function askForLeader(
  nodes: readonly Node[],
  doors: BrokerDoors,
  stream: string,
): Promise<string | undefined> {
  const opinions = await Promise.all(
    nodes.map(async ({ url }) => {
      const ask = withManager(url, doors, async (manager) => {
        return (await manager.streams.info(stream)).cluster?.leader;
      });
      return await ask.catch(() => undefined);
    }),
  );
  return opinions.find(
    (one) => one !== undefined && opinions.filter((other) => other === one).length > 1,
  );
}

/** Waits until each node is linked with each other, and all streams have a leader that hears of their copies: before that one more loss may be one too many. */
async function untilReady(
  nodes: readonly Node[],
  doors: BrokerDoors,
  links: readonly RouteLink[],
): Promise<void> {
  const url = nodes.map((node) => node.url).join(',');
  await eventually(async () => areLinked(links) && (await withManager(url, doors, areServed)), {
    what: 'the cluster to be whole',
    timeoutMs: READY_LIMIT_MS,
    everyMs: 100,
  });
}

/** Two nodes that have connected to each other at once keep one of the connections. */
const areLinked = (links: readonly RouteLink[]): boolean =>
  links.every(({ from, to }) =>
    links.some(
      (link) =>
        link.proxy.connections > 0 &&
        Math.min(link.from, link.to) === Math.min(from, to) &&
        Math.max(link.from, link.to) === Math.max(from, to),
    ),
  );

async function areServed(manager: JetStreamManager): Promise<boolean> {
  await manager.getAccountInfo();
  for await (const { cluster } of manager.streams.list()) {
    const { leader, replicas = [] } = cluster ?? {};
    if (leader === undefined || replicas.some(({ offline }) => offline === true)) return false;
  }
  return true;
}

async function withManager<Answer>(
  url: string,
  { user, password }: BrokerDoors,
  work: (manager: JetStreamManager) => Promise<Answer>,
): Promise<Answer> {
  const servers = url.split(',');
  const connection = await connect({ servers, user, pass: password, reconnect: false });
  try {
    return await work(await jetstreamManager(connection, { checkAPI: false, timeout: 2_000 }));
  } finally {
    await Promise.race([connection.close(), sleep(1_000)]);
  }
}
