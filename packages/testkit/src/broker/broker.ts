export interface BrokerOptions {
  /** Lines for the end of the server's configuration. */
  readonly extraConfig?: string;
}

/** A nats-server of its own with JetStream. */
export interface TestBroker {
  /** `nats://host:port`, without credentials. Stays the same over a restart. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** SIGTERM: the server says goodbye to its clients and writes its state. The store stays. */
  halt(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Halts the server if it runs and starts it again on the same port with the same store. */
  restart(): Promise<void>;
  /** Ends the server and removes its store. */
  stop(): Promise<void>;
}
