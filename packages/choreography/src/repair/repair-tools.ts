import type { NatsConnection } from '@nats-io/transport-node';
import type postgres from 'postgres';
import type { RuntimeSettings } from '../config/runtime-settings.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { RepairTools } from './lane-mender.ts';
import { RepairStore } from './repair-store.ts';
import { StreamViews } from './stream-views.ts';

const HOUR_SECONDS = 3_600;

/** What the lanes of a service need to notice a loss and to mend it. */
export function repairTools(
  {
    plan,
    settings,
    broker,
    pool,
  }: {
    readonly plan: { readonly name: string };
    readonly settings: RuntimeSettings;
    readonly broker: NatsConnection;
    readonly pool: postgres.Sql;
  },
  telemetry: Telemetry | undefined,
): RepairTools {
  return {
    store: new RepairStore(pool),
    views: new StreamViews(broker, plan.name, settings),
    telemetry,
    everyMs: settings.BROKER_CHECK_SECONDS * 1_000,
    retentionSeconds: settings.OUTBOX_RETENTION_HOURS * HOUR_SECONDS,
  };
}
