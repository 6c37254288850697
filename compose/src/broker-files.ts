import {
  brokerUsers,
  type ClusterOptions,
  publicKeyOf,
  renderServerConfig,
} from '@murmuration/broker';
import type { Secrets } from './secrets.ts';
import { brokerNodes, type Settings } from './settings.ts';

const EVERYWHERE = '0.0.0.0';
const CLIENT_PORT = 4_222;
const WEBSOCKET_PORT = 8_080;
const MONITOR_PORT = 8_222;
const CLUSTER_PORT = 6_222;

/** The name under which a user's password is kept. */
export const brokerSecret = (user: string): string => `broker:${user}`;

/** Where the servers of the broker are, as programs inside see them. */
export const brokerUrl = (settings: Settings): string =>
  brokerNodes(settings)
    .map((node) => `nats://${node}:${CLIENT_PORT}`)
    .join(',');

/** Pages of these origins may call the edge and connect to the broker. */
export const originsOf = ({ CORS_ORIGINS, AUTH_ISSUER }: Settings): readonly string[] =>
  CORS_ORIGINS ?? [new URL(AUTH_ISSUER).origin];

/** The configuration of each server of the broker, by the server's name. */
export async function brokerFiles(
  settings: Settings,
  secrets: Secrets,
): Promise<ReadonlyMap<string, string>> {
  const users = await Promise.all(
    brokerUsers().map(async (user) => ({
      ...user,
      passwordHash: await secrets.hashOf(brokerSecret(user.name)),
    })),
  );
  const nodes = brokerNodes(settings);
  const cluster = nodes.length > 1 ? clusterOf(nodes, secrets) : undefined;
  const render = (node: string): string =>
    renderServerConfig({
      serverName: node,
      client: { host: EVERYWHERE, port: CLIENT_PORT },
      // the health check asks it from inside the container; nobody else can
      monitor: { host: '127.0.0.1', port: MONITOR_PORT },
      websocket: { host: EVERYWHERE, port: WEBSOCKET_PORT, allowedOrigins: originsOf(settings) },
      storeDirectory: '/data',
      // copies on other servers outlive a power failure; one server alone has only its disk
      syncAlways: settings.NATS_SYNC_ALWAYS ?? cluster === undefined,
      users,
      issuer: publicKeyOf(secrets.issuerSeed()),
      ...(cluster !== undefined && { cluster }),
    });
  return new Map(nodes.map((node) => [node, render(node)]));
}

const clusterOf = (nodes: readonly string[], secrets: Secrets): ClusterOptions => ({
  name: 'murmuration',
  host: EVERYWHERE,
  port: CLUSTER_PORT,
  user: 'cluster',
  password: secrets.password('broker-cluster'),
  peers: nodes.map((node) => `${node}:${CLUSTER_PORT}`),
});
