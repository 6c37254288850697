import type { BrokerUser } from '../broker-users.ts';

/** A network address to listen on. */
export interface Listener {
  readonly host: string;
  readonly port: number;
}

/** Files in PEM. With `caFile`, clients must have a certificate of that authority. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile?: string;
}

/** A user with the bcrypt hash of its password. */
export interface SecuredUser extends BrokerUser {
  readonly passwordHash: string;
}

/** Where browsers connect. */
export interface WebsocketOptions extends Listener {
  /** Origins such as `https://shop.example`. A page of another one is refused by its browser's word; programs that name no origin come in. */
  readonly allowedOrigins: readonly string[];
  /** Without it the listener speaks in clear, which only a proxy in front of it, or loopback, makes good. */
  readonly tls?: TlsFiles;
}

/** The other servers, when there are several. */
export interface ClusterOptions extends Listener {
  readonly name: string;
  readonly user: string;
  readonly password: string;
  /** `host:port` of the cluster listener of each server; its own may be among them. */
  readonly peers: readonly string[];
  /** `host:port` at which the other servers are told to reach this one. Default: where it listens. */
  readonly advertise?: string;
  /** In PEM: whose certificates the other servers have, once the server speaks TLS. Default: the authority of clients, or those that the system trusts. */
  readonly caFile?: string;
}

export interface ServerConfigOptions {
  readonly serverName: string;
  readonly client: Listener;
  /** Where the server tells of itself by HTTP, or HTTPS with `tls`. It asks for no password: keep it inside. */
  readonly monitor?: Listener;
  readonly storeDirectory: string;
  /**
   * Whether each write is on the disk before it is acknowledged. One server alone needs it in production: it would lose what it acknowledged when the power fails.
   * Costs some 95 % of the writes a second.
   */
  readonly syncAlways?: boolean;
  readonly users: readonly SecuredUser[];
  /** The public key with which end users are let in. Without it nobody but `users` comes in. */
  readonly issuer?: string;
  readonly websocket?: WebsocketOptions;
  /** Of clients, monitoring, and the other servers of a cluster. */
  readonly tls?: TlsFiles;
  readonly cluster?: ClusterOptions;
  /** Default: 1 MiB. */
  readonly maxPayloadBytes?: number;
  /** Default: 10,000. */
  readonly maxConnections?: number;
  /** Without it the server logs to its standard error output. */
  readonly logFile?: string;
}
