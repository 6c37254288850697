import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import type { Deadline } from '../definition/deadline.ts';
import type { Database } from '../definition/define-responder.ts';
import { onlyOwn, type Reader } from '../definition/reader.ts';
import { type BuilderSession, openBuilderConnection } from '../postgres/builder-session.ts';
import type { Connection } from '../postgres/connection.ts';
import { awaitedLater, Pipeline } from '../postgres/pipeline.ts';
import { readerRoleOf } from '../postgres/roles.ts';
import { timeLeft, withinDeadline } from './incoming.ts';
import { RequestError } from './request-error.ts';

/** The longest that a statement of an answer may take, in milliseconds. */
const MOST_MS = 10_000;
/** Answers that wait for a session at once. More than a flood of askers would wait for. */
const MOST_WAITING = 1_000;

/** The value of the setting `murmuration.reader` for readers who see all rows; no person has this id. */
const EVERYBODY = '*';
const BEGIN = 'begin isolation level repeatable read read only';
const SETTINGS = `
  select set_config('role', $1::text, true), set_config('murmuration.reader', $2::text, true),
    set_config('statement_timeout', $3::text, true)`;

/** Statements are planned for what they look for: the planning of transactions that find rows by their keys does not suit searches. */
const PLANNING = { jit: 'off' };

/**
 * Sessions for the answers to queries. Each answer is read in one transaction, which sees one state of the data, cannot write, ends with its deadline,
 * and runs as the service's reader: policies show it the rows of its person. All this is sent along with the answer's first statement and costs no
 * round trip of its own.
 */
export class Readings {
  private readonly role: string;
  private readonly connections: readonly Connection<BuilderSession>[];
  private readonly idle: Connection<BuilderSession>[];
  private readonly waiting: ((connection: Connection<BuilderSession>) => void)[] = [];

  /** `url`: with the service's own role, which may become its reader. `size`: answers that are read at once. */
  constructor(url: string, service: string, size: number) {
    this.role = readerRoleOf(service);
    this.connections = Array.from({ length: size }, (_, at) =>
      openBuilderConnection(url, `${service} queries ${at + 1}`, PLANNING),
    );
    this.idle = [...this.connections];
  }

  /**
   * Reads an answer; `database` is of no use when `work` has ended. Throws a `RequestError`: 408 when the deadline passes, 503 when too many wait.
   */
  async read<Result>(
    reader: Reader,
    deadline: Deadline | undefined,
    work: (database: Database) => Promise<Result>,
  ): Promise<Result> {
    return await withinDeadline(deadline, async () => {
      const connection = this.idle.pop() ?? (await this.nextIdle());
      try {
        const milliseconds = String(Math.ceil(timeLeft(deadline, MOST_MS)));
        const settings = [this.role, onlyOwn(reader) ?? EVERYBODY, milliseconds];
        return await connection.run((session) => inTransaction(session, settings, work));
      } finally {
        this.giveBack(connection);
      }
    });
  }

  /** Lets the answers under way end for a moment. */
  async close(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.close()));
  }

  private nextIdle(): Promise<Connection<BuilderSession>> {
    if (this.waiting.length >= MOST_WAITING) {
      throw new RequestError(503, 'too many are asking at once; ask again in a moment');
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private giveBack(connection: Connection<BuilderSession>): void {
    const next = this.waiting.shift();
    if (next === undefined) this.idle.push(connection);
    else next(connection);
  }
}

async function inTransaction<Result>(
  session: BuilderSession,
  settings: readonly string[],
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const pipeline = new Pipeline(session);
  const door = { isOpen: true };
  try {
    const begun = awaitedLater(pipeline.ask(BEGIN));
    const set = awaitedLater(pipeline.ask(SETTINGS, settings));
    const answer = awaitedLater(once(() => work(drizzle(throughDoor(session.sql, door)))));
    // a statement after a begin or a role that failed would have been read with other rights
    const [, , result] = await pipeline.orLost(Promise.all([begun, set, answer]));
    return result;
  } finally {
    door.isOpen = false;
    // nothing was written: nobody need wait for the end
    pipeline.send('commit');
  }
}

/** A statement of the query builder is sent anew by each who waits for it. */
async function once<Result>(work: () => Promise<Result>): Promise<Result> {
  return await work();
}

/** What an answer still sends after its end would run in the transaction of the next reader. */
function throughDoor(
  sql: postgres.ReservedSql,
  door: { readonly isOpen: boolean },
): postgres.ReservedSql {
  return new Proxy(sql, {
    get: (target, name) => {
      if (!door.isOpen) throw new Error('the answer has ended: await every statement in it');
      return Reflect.get(target, name);
    },
  });
}
