import { END_USERS } from '@murmuration/choreography';
import { DOORKEEPER } from '../permissions/callout-permissions.ts';
import { READING_EVENTS } from '../permissions/observer-permissions.ts';
import { PEOPLES_INBOXES } from '../permissions/permissions.ts';
import { type ConfigValue, configText } from './config-text.ts';
import type {
  ClusterOptions,
  Listener,
  SecuredUser,
  ServerConfigOptions,
  TlsFiles,
  WebsocketOptions,
} from './server-options.ts';

/** The account of services and operators, in which the streams are. */
export const SERVICES = 'SHOP';
/** The account of those who only read. */
const OBSERVERS = 'OBSERVERS';

const MIB = 1024 * 1024;
const MOST_CONNECTIONS = 10_000;
/** Of one connection. The service with the most has a few dozen. */
const MOST_SUBSCRIPTIONS = 1_000;
const LOG_SIZE_LIMIT_BYTES = 10 * MIB;
/** How long the doorkeeper may take to say whether an end user comes in. */
const DOOR_SECONDS = 5;

/** The complete configuration of one nats-server of the shop. Throws an Error when it would let in everybody, or nobody. */
export function renderServerConfig(options: ServerConfigOptions): string {
  const { users, issuer, websocket, tls, cluster, monitor, logFile } = options;
  if (issuer !== undefined && !users.some(({ name }) => name === DOORKEEPER)) {
    throw new Error(`end users are let in by ${DOORKEEPER}, which is not among the users`);
  }
  return configText({
    server_name: options.serverName,
    listen: address(options.client),
    [tls === undefined ? 'http' : 'https']: monitor && address(monitor),
    tls: tls && tlsBlock(tls),
    max_payload: options.maxPayloadBytes ?? MIB,
    max_connections: options.maxConnections ?? MOST_CONNECTIONS,
    max_subscriptions: MOST_SUBSCRIPTIONS,
    ...(logFile !== undefined && logTo(logFile)),
    jetstream: {
      store_dir: options.storeDirectory,
      sync_interval: options.syncAlways === true ? 'always' : undefined,
    },
    websocket: websocket && websocketBlock(websocket),
    cluster: cluster && clusterBlock(cluster, tls),
    accounts: {
      [SERVICES]: servicesAccount(users.filter(({ onlyReads }) => onlyReads !== true)),
      [OBSERVERS]: observersAccount(users.filter(({ onlyReads }) => onlyReads === true)),
      [END_USERS]: endUsersAccount(),
    },
    authorization: issuer === undefined ? undefined : door(issuer, users),
  });
}

const address = ({ host, port }: Listener): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

function tlsBlock({ certFile, keyFile, caFile }: TlsFiles): ConfigValue {
  return {
    cert_file: certFile,
    key_file: keyFile,
    ca_file: caFile,
    verify: caFile === undefined ? undefined : true,
  };
}

const logTo = (logFile: string): Record<string, ConfigValue> => ({
  log_file: logFile,
  logfile_size_limit: LOG_SIZE_LIMIT_BYTES,
  logfile_max_num: 2,
});

function websocketBlock({ allowedOrigins, tls, ...listener }: WebsocketOptions): ConfigValue {
  if (allowedOrigins.length === 0) {
    throw new Error('name the origins of the pages that may connect: none would let in all');
  }
  return {
    listen: address(listener),
    ...(tls === undefined ? { no_tls: true } : { tls: tlsBlock(tls) }),
    allowed_origins: allowedOrigins,
    compression: true,
  };
}

function clusterBlock(
  { name, user, password, peers, advertise, caFile, ...listener }: ClusterOptions,
  tls: TlsFiles | undefined,
): ConfigValue {
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return {
    name,
    listen: address(listener),
    advertise,
    tls: tls && routeTls(caFile === undefined ? tls : { ...tls, caFile }),
    authorization: { user, password },
    routes: peers.map((peer) => `nats://${credentials}@${peer}`),
  };
}

/** Each end of a route shows its certificate, whether or not clients need one; without an authority of its own the server asks those that its system trusts. */
const routeTls = ({ certFile, keyFile, caFile }: TlsFiles): ConfigValue => ({
  cert_file: certFile,
  key_file: keyFile,
  ca_file: caFile,
  verify: true,
});

function servicesAccount(users: readonly SecuredUser[]): ConfigValue {
  return {
    jetstream: 'enabled',
    users: users.map(userBlock),
    exports: [
      { service: 'user.*.cmd.>', accounts: [END_USERS] },
      { service: 'user.*.req.>', accounts: [END_USERS] },
      { stream: PEOPLES_INBOXES, accounts: [END_USERS] },
      { service: READING_EVENTS, response_type: 'stream', accounts: [OBSERVERS] },
    ],
  };
}

const from = (subject: string): ConfigValue => ({ account: SERVICES, subject });

/**
 * In the account of the services not even reading would be harmless: JetStream sends what is read to whatever subject the reader names, with no look at permissions, and
 * there a stream would take it for news. From another account the reply comes back into that account.
 */
function observersAccount(users: readonly SecuredUser[]): ConfigValue {
  return {
    users: users.map(userBlock),
    imports: [{ service: from(READING_EVENTS) }],
  };
}

/**
 * End users have an account of their own, and no stream in it: JetStream acknowledges a publish on whatever subject its sender names, with no look at permissions,
 * and in the account of the services that would be a way to write on every subject.
 */
function endUsersAccount(): ConfigValue {
  return {
    imports: [
      { service: from('user.*.cmd.>') },
      { service: from('user.*.req.>') },
      { stream: from(PEOPLES_INBOXES) },
    ],
  };
}

function userBlock({ name, passwordHash, permissions }: SecuredUser): ConfigValue {
  return {
    user: name,
    password: passwordHash,
    permissions: permissions && {
      publish: { allow: permissions.publish.allow, deny: permissions.publish.deny },
      subscribe: { allow: permissions.subscribe.allow },
    },
    allowed_connection_types: permissions && ['STANDARD'],
  };
}

/** Whoever is not one of the users is asked about with the doorkeeper. */
function door(issuer: string, users: readonly SecuredUser[]): ConfigValue {
  return {
    timeout: DOOR_SECONDS,
    auth_callout: { issuer, account: SERVICES, auth_users: users.map(({ name }) => name) },
  };
}
