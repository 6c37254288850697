import type postgres from 'postgres';
import { ConfigError } from '../config/parse-config.ts';
import type { RuntimeSettings } from '../config/runtime-settings.ts';
import { roleOf } from '../postgres/roles.ts';

type Retention = Pick<
  RuntimeSettings,
  | 'DEAD_LETTER_RETENTION_HOURS'
  | 'INBOX_RETENTION_HOURS'
  | 'OUTBOX_RETENTION_HOURS'
  | 'STREAM_MAX_AGE_HOURS'
>;

/** What the database says about its partitions, in hours. */
interface Partitioning {
  readonly step: number;
  readonly shortest: number;
}

/** What belongs to a partition goes with the whole of it, when it is looked at: twice in its time. */
const STEPS = 1.5;

/**
 * Throws a `ConfigError` when settings that are right one by one are wrong together. A row may be published again at the last moment that the outbox keeps it (the
 * broker lost it), and then stay in the stream for that one's whole age: as long the inboxes must know it (R7). Settled dead letters must stay as long: what
 * the broker tells late of a message that has none is taken for a loss, and makes a new one.
 */
export function checkRetention(settings: Retention, { step, shortest }: Partitioning): void {
  const { OUTBOX_RETENTION_HOURS, STREAM_MAX_AGE_HOURS } = settings;
  if (OUTBOX_RETENTION_HOURS < shortest) {
    throw new ConfigError(
      `OUTBOX_RETENTION_HOURS is ${OUTBOX_RETENTION_HOURS} and may not be below ${shortest}, which the table "partitioning" says. Whoever migrates can set less with set_partition_step.`,
    );
  }
  if (STREAM_MAX_AGE_HOURS < OUTBOX_RETENTION_HOURS + step) {
    throw new ConfigError(
      `STREAM_MAX_AGE_HOURS is ${STREAM_MAX_AGE_HOURS} and may not be below OUTBOX_RETENTION_HOURS (${OUTBOX_RETENTION_HOURS}) and a partition (${step} hours) together: rows that the streams have forgotten would be taken for lost.`,
    );
  }
  const most = OUTBOX_RETENTION_HOURS + STREAM_MAX_AGE_HOURS + step * STEPS;
  for (const name of ['INBOX_RETENTION_HOURS', 'DEAD_LETTER_RETENTION_HOURS'] as const) {
    if (settings[name] > most) continue;
    throw new ConfigError(
      `${name} is ${settings[name]}: a message that was published again when the broker had lost it can still come after ${most} hours, and would be taken for new. ` +
        `Make it longer than OUTBOX_RETENTION_HOURS (${OUTBOX_RETENTION_HOURS}), STREAM_MAX_AGE_HOURS (${STREAM_MAX_AGE_HOURS}) and one and a half partitions (${step} hours each) together, in all services alike.`,
    );
  }
}

/** Throws a `ConfigError` when the database cannot be reached, is not the migrated one of this service, or cannot keep rows for as long as the settings say. */
export async function checkDatabase(
  pool: postgres.Sql,
  service: string,
  settings: Retention,
): Promise<void> {
  checkRetention(settings, await partitioningOf(pool, service));
}

async function partitioningOf(pool: postgres.Sql, service: string): Promise<Partitioning> {
  try {
    const [row] = await pool<Partitioning[]>`
      select (extract(epoch from step) / 3600)::float8 as step, (extract(epoch from shortest_retention) / 3600)::float8 as shortest
      from partitioning`;
    if (row === undefined) throw new Error('the table "partitioning" is empty');
    return row;
  } catch (error) {
    throw new ConfigError(
      `${service} cannot use its database: ${String(error)}. DATABASE_URL must lead to a migrated database, as role ${roleOf(service)}.`,
      { cause: error },
    );
  }
}
