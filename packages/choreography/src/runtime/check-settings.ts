import type postgres from 'postgres';
import { ConfigError } from '../config/parse-config.ts';
import type { RuntimeSettings } from '../config/runtime-settings.ts';
import { roleOf } from '../postgres/roles.ts';

/** Throws a `ConfigError` when settings that are right one by one are wrong together. */
export function checkSettings(settings: RuntimeSettings): void {
  const { INBOX_RETENTION_HOURS, OUTBOX_RETENTION_HOURS, STREAM_MAX_AGE_HOURS } = settings;
  const longest = Math.max(OUTBOX_RETENTION_HOURS, STREAM_MAX_AGE_HOURS);
  if (INBOX_RETENTION_HOURS > longest) return;
  throw new ConfigError(
    `INBOX_RETENTION_HOURS is ${INBOX_RETENTION_HOURS}: a message that is still in a stream or an outbox after ${longest} hours would be taken for new. ` +
      'Make it longer than OUTBOX_RETENTION_HOURS and STREAM_MAX_AGE_HOURS.',
  );
}

/** Throws a `ConfigError` when the database cannot be reached, or is not the migrated one of this service. */
export async function checkDatabase(pool: postgres.Sql, service: string): Promise<void> {
  try {
    await pool`select 1 from outbox_lane limit 1`;
  } catch (error) {
    throw new ConfigError(
      `${service} cannot use its database: ${String(error)}. DATABASE_URL must lead to a migrated database, as role ${roleOf(service)}.`,
      { cause: error },
    );
  }
}
