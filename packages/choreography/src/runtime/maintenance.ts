import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type postgres from 'postgres';
import type { RuntimeSettings } from '../config/runtime-settings.ts';
import { isOutage } from '../postgres/transient.ts';

const HOUR_MS = 3_600_000;
const SHORTEST_PAUSE_MS = 500;
/** Rows that are deleted one by one go in small bites. */
const BITE = 5_000;
/** How often a partition is tried to be made or dropped in one go while something holds a lock. Each try holds up traffic for a tenth of a second at most. */
const TRIES = 5;
const FIRST_PAUSE_MS = 100;
const LOCK_NOT_AVAILABLE = '55P03';
/** What was mended at the broker, and what was redriven, is told for so long. */
const RECORDS_HOURS = 24 * 90;

interface Parent {
  readonly name: 'outbox' | 'inbox' | 'dead_letter_settled';
  /** How long its rows are kept, in seconds. */
  readonly seconds: number;
}

/**
 * Makes partitions ahead of time and drops those whose time is over, by the database's clock, now and twice in each partition's time, but once an hour at least. A lock that
 * somebody holds for long is not waited for: what could not be done is done the next time, and partitions are made two steps ahead.
 */
export class Maintenance {
  private readonly sql: postgres.Sql;
  private readonly settings: RuntimeSettings;
  private readonly log: Logger;
  private readonly stopping = new AbortController();
  private readonly working: Promise<void>;

  constructor(sql: postgres.Sql, settings: RuntimeSettings, log: Logger) {
    this.sql = sql;
    this.settings = settings;
    this.log = log;
    this.working = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.working;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.tidy();
      await this.pause(await this.untilNext());
    }
  }

  /** Half a partition's time, a little more or less: processes do not come all at once. */
  private async untilNext(): Promise<number> {
    let milliseconds = HOUR_MS;
    await this.step('the size of partitions is not known', async () => {
      const [row] = await this.sql<{ seconds: number }[]>`
        select extract(epoch from step)::float8 as seconds from partitioning`;
      milliseconds = Math.min(((row?.seconds ?? HOUR_MS) * 1_000) / 2, HOUR_MS);
    });
    return Math.max(milliseconds, SHORTEST_PAUSE_MS) * (0.75 + Math.random() / 4);
  }

  private async tidy(): Promise<void> {
    const { OUTBOX_RETENTION_HOURS, INBOX_RETENTION_HOURS, DEAD_LETTER_RETENTION_HOURS } =
      this.settings;
    const parents: readonly Parent[] = [
      { name: 'outbox', seconds: OUTBOX_RETENTION_HOURS * 3_600 },
      { name: 'inbox', seconds: INBOX_RETENTION_HOURS * 3_600 },
      { name: 'dead_letter_settled', seconds: DEAD_LETTER_RETENTION_HOURS * 3_600 },
    ];
    for (const parent of parents) {
      const { name } = parent;
      await this.step(`partitions of ${name} could not be made`, () => this.make(parent));
      await this.step(`old partitions of ${name} could not be dropped`, () => this.drop(parent));
      await this.step(`${name} could not be tidied`, () => this.tidyDefault(parent));
    }
    await this.step('old records could not be removed', () =>
      this.forget(INBOX_RETENTION_HOURS * 3_600),
    );
  }

  private async make({ name }: Parent): Promise<void> {
    await this.unlessLocked(`partitions of ${name} could not be made`, async () => {
      await this.sql`select create_partitions(now(), ${name})`;
    });
  }

  /** One in each transaction: no lock is held for more than that. */
  private async drop({ name, seconds }: Parent): Promise<void> {
    await this.unlessLocked(`old partitions of ${name} could not be dropped`, async () => {
      for (let dropped = 1; dropped > 0;) {
        const [row] = await this.sql<{ dropped: number }[]>`
          select drop_partitions(${name}, now() - make_interval(secs => ${seconds}), 1) as dropped`;
        dropped = row?.dropped ?? 0;
      }
    });
  }

  private async tidyDefault({ name, seconds }: Parent): Promise<void> {
    const [row] = await this.sql<{ remaining: number }[]>`
      select tidy_default(${name}, now() - make_interval(secs => ${seconds})) as remaining`;
    const rows = row?.remaining ?? 0;
    if (rows === 0) return;
    this.log.info({ table: name, rows }, 'rows stand in no partition of their time; they are kept');
  }

  private async forget(seconds: number): Promise<void> {
    const old = this.sql`now() - make_interval(secs => ${seconds})`;
    const long = this.sql`now() - make_interval(hours => ${RECORDS_HOURS})`;
    let count: number;
    do {
      ({ count } = await this.sql`
        delete from command_log where ctid = any(array(
          select ctid from command_log where decided_at < ${old} limit ${BITE}))`);
    } while (count === BITE && !this.stopping.signal.aborted);
    await this.sql`delete from failing where last_failed_at < ${old}`;
    await this.sql`delete from broker_repair where finished_at < ${long}`;
    await this.sql`delete from redrive_job where finished_at < ${long}`;
  }

  private async unlessLocked(what: string, work: () => Promise<void>): Promise<void> {
    for (let attempt = 1; !this.stopping.signal.aborted; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error;
        if (attempt === TRIES) return this.log.warn(`${what}: a lock is held for long; later`);
        await this.pause(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random()));
      }
    }
  }

  /** A database that is away is told of by others. */
  private async step(failure: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isOutage(error)) this.log.warn({ err: error }, `${failure}; tried again later`);
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    const { signal } = this.stopping;
    await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
