import type { Logger } from 'pino';
import type postgres from 'postgres';
import type { RuntimeSettings } from '../config/runtime-settings.ts';

const HOUR_MS = 3_600_000;
/** Commands are remembered for as long as the inbox; they are few, and go in small bites. */
const BITE = 5_000;

/** Creates the partitions of the next days and drops those whose time is over, by the database's clock, now and every hour. */
export class Maintenance {
  private readonly sql: postgres.Sql;
  private readonly settings: RuntimeSettings;
  private readonly log: Logger;
  private readonly timer: NodeJS.Timeout;
  private working: Promise<void>;

  constructor(sql: postgres.Sql, settings: RuntimeSettings, log: Logger) {
    this.sql = sql;
    this.settings = settings;
    this.log = log;
    this.working = this.tidy();
    this.timer = setInterval(() => {
      this.working = this.tidy();
    }, HOUR_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.working;
  }

  private async tidy(): Promise<void> {
    const { OUTBOX_RETENTION_HOURS: outbox, INBOX_RETENTION_HOURS: inbox } = this.settings;
    try {
      await this.sql`select create_partitions(current_date)`;
      await this.sql`select drop_partitions('outbox', now() - make_interval(hours => ${outbox}))`;
      await this.sql`select drop_partitions('inbox', now() - make_interval(hours => ${inbox}))`;
      await this.forgetMessages(inbox);
    } catch (error) {
      this.log.warn({ err: error }, 'old days could not be tidied away; tried again in an hour');
    }
  }

  private async forgetMessages(hours: number): Promise<void> {
    let count: number;
    do {
      ({ count } = await this.sql`
        delete from command_log where ctid = any(array(
          select ctid from command_log where decided_at < now() - make_interval(hours => ${hours}) limit ${BITE}))`);
    } while (count === BITE);
    await this.sql`delete from failing where last_failed_at < now() - make_interval(hours => ${hours})`;
  }
}
