import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type { RuntimeSettings } from '../config/runtime-settings.ts';
import type { Line } from '../messaging/line.ts';
import type { OutboxRelay } from '../outbox/outbox-relay.ts';
import type { Connection } from '../postgres/connection.ts';
import type { DatabaseWatch } from '../postgres/database-watch.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Health } from '../runtime/health.ts';
import type { Hearing } from '../topology/hearing.ts';
import type { ServicePlan } from './service-plan.ts';

/** What the parts of the shell around the decisions share. */
export interface Shell {
  readonly plan: ServicePlan;
  readonly settings: RuntimeSettings;
  readonly broker: Line;
  readonly relay: OutboxRelay;
  readonly log: Logger;
  /** Absent when nobody traces or measures. */
  readonly telemetry: Telemetry | undefined;
  readonly health: Health;
  readonly database: DatabaseWatch;
  readonly hearing: Hearing;
  /** Opens a connection of its own for one sequence of transactions. */
  connect(purpose: string): Connection;
}

/** A shell whose line is the client's connection, for what speaks to the broker about its streams and consumers. */
export interface ConnectedShell extends Shell {
  readonly broker: NatsConnection;
}
