import type { BrokerDoors, TestBroker } from '../broker/broker.ts';
import type { TestPostgres } from '../postgres/test-postgres.ts';
import type { ServiceName } from './service-names.ts';

export interface ShopOptions {
  /** Which services run. Default: all that sell. */
  readonly services?: readonly ServiceName[];
  /** Processes of each service. Default: 1. */
  readonly replicas?: number | Partial<Readonly<Record<ServiceName, number>>>;
  /** More environment variables for a service, such as `{ order: { ORDER_DEADLINE_SECONDS: '2' } }`. */
  readonly env?: Partial<Readonly<Record<ServiceName, Readonly<Record<string, string>>>>>;
  /** Whether the edge runs, with these environment variables of its own; it needs auth among the services. Default: it does not. */
  readonly edge?: Readonly<Record<string, string>>;
  /** A Postgres server of the shop's own, so that a test may end it. Default: the one that the run shares. */
  readonly ownPostgres?: boolean;
  /** Lines for the end of the broker's configuration. */
  readonly brokerConfig?: string;
  /** Starts the broker, with these doors. Default: one nats-server. */
  readonly startBroker?: (doors: BrokerDoors) => Promise<TestBroker>;
  /** Starts a Postgres server of the shop's own. Default: as `ownPostgres` says. */
  readonly startPostgres?: () => Promise<TestPostgres>;
  /** Leads the services to their servers another way, such as through a proxy. Called when the servers run, before the services start. */
  readonly detour?: (servers: Servers) => Promise<Detour>;
}

/** Where the servers of a shop are, without credentials for the broker, as the superuser for Postgres. */
export interface Servers {
  readonly natsUrl: string;
  readonly postgresUrl: string;
}

/** How a service gets to the servers. */
export interface Detour {
  natsUrlFor(service: ServiceName, url: string): string;
  databaseUrlFor(service: ServiceName, url: string): string;
}

/** How many processes of a service the options ask for. */
export function replicasOf({ replicas = 1 }: ShopOptions, service: ServiceName): number {
  return typeof replicas === 'number' ? replicas : (replicas[service] ?? 1);
}
