import { ConfigError } from '@murmuration/choreography';
import { publicKeyOf } from '../identity/issuer.ts';
import type { ConfigSettings } from './config-settings.ts';
import type {
  ClusterOptions,
  SecuredUser,
  ServerConfigOptions,
  TlsFiles,
} from './server-options.ts';

const CLUSTER = 'murmuration';

/** What the settings of an environment say. Throws a `ConfigError` when they contradict each other. */
export function optionsFrom(
  settings: ConfigSettings,
  users: readonly SecuredUser[],
): ServerConfigOptions {
  const { BROKER_HOST: host, BROKER_ISSUER_SEED: seed, BROKER_SYNC: sync } = settings;
  const { BROKER_WEBSOCKET_ORIGINS: allowedOrigins, BROKER_WEBSOCKET_PORT } = settings;
  const tls = tlsFrom(settings);
  const cluster = clusterFrom(settings);
  return {
    serverName: settings.BROKER_SERVER_NAME,
    client: { host, port: settings.BROKER_PORT },
    monitor: { host, port: settings.BROKER_MONITOR_PORT },
    storeDirectory: settings.BROKER_STORE,
    syncAlways: sync === undefined ? cluster === undefined : sync === 'always',
    users,
    ...(seed !== undefined && { issuer: publicKeyOf(seed) }),
    ...(allowedOrigins.length > 0 && {
      websocket: { host, port: BROKER_WEBSOCKET_PORT, allowedOrigins, ...(tls && { tls }) },
    }),
    ...(tls && { tls }),
    ...(cluster && { cluster }),
  };
}

function tlsFrom({ BROKER_TLS_CERT, BROKER_TLS_KEY }: ConfigSettings): TlsFiles | undefined {
  if (BROKER_TLS_CERT === undefined && BROKER_TLS_KEY === undefined) return undefined;
  if (BROKER_TLS_CERT === undefined || BROKER_TLS_KEY === undefined) {
    throw new ConfigError('TLS needs a certificate and its key: BROKER_TLS_CERT, BROKER_TLS_KEY');
  }
  return { certFile: BROKER_TLS_CERT, keyFile: BROKER_TLS_KEY };
}

function clusterFrom(settings: ConfigSettings): ClusterOptions | undefined {
  const { BROKER_CLUSTER_PEERS: peers, BROKER_CLUSTER_PASSWORD: password } = settings;
  if (peers.length === 0) return undefined;
  if (password === undefined) {
    throw new ConfigError('servers of a cluster know each other by BROKER_CLUSTER_PASSWORD');
  }
  const { BROKER_HOST: host, BROKER_CLUSTER_PORT: port, BROKER_CLUSTER_CA: caFile } = settings;
  if (caFile !== undefined && settings.BROKER_TLS_CERT === undefined) {
    throw new ConfigError('BROKER_CLUSTER_CA is for TLS, which needs BROKER_TLS_CERT');
  }
  const ca = caFile === undefined ? {} : { caFile };
  return { name: CLUSTER, host, port, user: 'route', password, peers, ...ca };
}
