import type { ClusterOptions } from '@murmuration/broker';

/** The addresses and files of a server, as it sees them itself. */
export interface BrokerPlace {
  readonly serverName: string;
  readonly host: string;
  readonly port: number;
  readonly websocketPort: number;
  readonly storeDirectory: string;
  readonly logFile?: string;
  /** The other servers, when there are several. */
  readonly cluster?: ClusterOptions;
}

/** A whole configuration, and a trusted user in it. */
export interface BrokerDoors {
  readonly user: string;
  readonly password: string;
  configuration(place: BrokerPlace): string;
}

export interface BrokerOptions {
  /** Users of the test's own. Default: a single one, who may do everything. */
  readonly doors?: BrokerDoors;
  /** Lines for the end of the server's configuration. */
  readonly extraConfig?: string;
  /** For configuration, log and store of a local server; it stays when the server ends. Default: a fresh one, which goes. */
  readonly directory?: string;
  /** The test lays hands on the server's files or its process, which a container keeps to itself: a local one, whatever TESTKIT says. */
  readonly withinReach?: boolean;
}

/** A nats-server of its own with JetStream. */
export interface TestBroker {
  /** `nats://host:port`, without credentials. Stays the same over a restart. */
  readonly url: string;
  /** `ws://host:port`; undefined when the server has no doors of the test's own. Stays the same over a restart. */
  readonly websocketUrl: string | undefined;
  readonly user: string;
  readonly password: string;
  /** Where the streams are kept. Undefined in a container. */
  readonly storeDirectory: string | undefined;
  /** Changes with a restart. Undefined in a container. */
  readonly pid: number | undefined;
  /** SIGTERM: the server says goodbye to its clients and writes its state. The store stays. */
  halt(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Halts the server if it runs and starts it again on the same port with the same store. */
  restart(): Promise<void>;
  /** Ends the server and removes its store. */
  stop(): Promise<void>;
}
