import { DatabaseSync } from 'node:sqlite';
import { applySchema } from './schema.ts';

interface QueuedWork {
  readonly run: () => void;
  readonly settle: (failure: unknown) => void;
}

/*
 * S1  Work runs in transactions; what one piece of work wrote is kept or dropped as a whole.
 * S2  A promise of `write` is fulfilled only after the commit has reached the disk.
 * S3  All work queued within one turn of the event loop shares a commit, so that the fsync is paid
 *     once for many requests.
 * S4  Transactions are synchronous: a read outside of `write` never sees uncommitted rows.
 */

/** The ledger's file: SQLite in WAL mode, fsync on every commit, held by one process at a time. */
export class Database {
  readonly #db: DatabaseSync;
  #queue: QueuedWork[] = [];

  /**
   * @param file path of the data file; undefined keeps everything in memory
   * @throws Error when the file cannot be opened, is held by another process or is no database
   */
  constructor(file: string | undefined) {
    this.#db = open(file);
  }

  /** A prepared statement; keep it, preparing costs more than running. */
  prepare(sql: string): ReturnType<DatabaseSync['prepare']> {
    return this.#db.prepare(sql);
  }

  /**
   * Runs `work` within a transaction and resolves with its result once that is durable.
   * What `work` throws rejects the promise and undoes that work alone.
   */
  write<T>(work: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let settleWork = (): void => {};
    const run = (): void => {
      const result = work();
      settleWork = () => resolve(result);
    };
    const settle = (failure: unknown): void =>
      failure === undefined ? settleWork() : reject(failure);
    if (this.#queue.push({ run, settle }) === 1) setImmediate(() => this.#commitQueue());
    return promise;
  }

  /** Commits what is queued and closes the file. */
  close(): void {
    this.#commitQueue();
    this.#db.close();
  }

  #commitQueue(): void {
    const batch = this.#queue;
    this.#queue = [];
    if (batch.length === 0) return;
    let outcomes: { work: QueuedWork; failure: unknown }[];
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      outcomes = batch.map((work) => ({ work, failure: this.#runIsolated(work) }));
      this.#db.exec('COMMIT');
    } catch (failure) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      outcomes = batch.map((work) => ({ work, failure }));
    }
    for (const { work, failure } of outcomes) work.settle(failure);
  }

  #runIsolated(work: QueuedWork): unknown {
    this.#db.exec('SAVEPOINT work');
    try {
      work.run();
      return undefined;
    } catch (failure) {
      this.#db.exec('ROLLBACK TO work');
      return failure ?? new Error('The work failed without saying why.');
    } finally {
      this.#db.exec('RELEASE work');
    }
  }
}

function open(file: string | undefined): DatabaseSync {
  try {
    const db = new DatabaseSync(file ?? ':memory:', { timeout: 2_000 });
    // Exclusive: a second sandbox on the same ledger would deliver every webhook twice.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;');
    db.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    applySchema(db);
    return db;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `Cannot open the payment ledger ${file}: ${why}. ` +
        'Check that its folder exists, that no other sandbox holds it, and that it is a ledger of this program.',
      { cause },
    );
  }
}
