import type { Murmuration } from '@murmuration/client';
import type { NatsConnection } from '@nats-io/transport-node';
import type { TestBroker } from '../broker/broker.ts';
import type { TestDatabase } from '../postgres/test-database.ts';
import type { TestPostgres } from '../postgres/test-postgres.ts';
import type { EdgeProcess } from './edge.ts';
import type { ServiceGroup } from './service-group.ts';
import type { ServiceName } from './service-names.ts';
import type { MailProcess, SandboxProcess } from './support.ts';

/** A whole shop of real processes. */
export interface Shop {
  /** Where the processes write their logs, until the shop stops. */
  readonly directory: string;
  readonly client: Murmuration;
  /** A bare connection to the broker, for what no client should need. */
  readonly connection: NatsConnection;
  readonly broker: TestBroker;
  /** The shop's own server; absent when it shares one. */
  readonly postgres: TestPostgres | undefined;
  readonly database: TestDatabase;
  readonly sandbox: SandboxProcess;
  readonly mail: MailProcess;
  /** Absent unless it was asked for. */
  readonly edge: EdgeProcess | undefined;
  /** The services that run, in the order in which they were asked for. */
  readonly services: readonly ServiceGroup[];
  /** @throws Error when the shop was started without it */
  service(name: ServiceName): ServiceGroup;
  /** The ends of the logs of all processes, for a failing test. */
  logTails(lines?: number): Promise<string>;
  /**
   * Stops everything: services first, by SIGTERM, servers last.
   * @throws Error when something did not end by itself or left a session on the database
   */
  stop(): Promise<void>;
}
