import { runtimeSettings, startService, type RunningService } from '@murmuration/choreography';
import { connect, type Murmuration } from '@murmuration/client';
import { masterKeyFrom } from '@murmuration/personal-data';
import {
  eventually,
  testBroker,
  testDatabase,
  type TestBroker,
  type TestDatabase,
} from '@murmuration/testkit';
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { userService, vault } from '../src/index.ts';

const MASTER_KEY_BYTES = 32;

interface Parts {
  readonly broker: TestBroker;
  readonly database: TestDatabase;
  readonly sql: postgres.Sql;
  readonly client: Murmuration;
  readonly service: RunningService;
}

/** The user service on a real broker and a real database, and somebody at the same tables. */
export class UserWorld {
  /** As the service's own role. */
  readonly sql: postgres.Sql;
  readonly client: Murmuration;
  private readonly parts: Parts;

  private constructor(parts: Parts) {
    this.sql = parts.sql;
    this.client = parts.client;
    this.parts = parts;
  }

  static async open(): Promise<UserWorld> {
    const [database, broker] = await Promise.all([
      testDatabase({ services: ['user'] }),
      testBroker(),
    ]);
    const { url, user, password } = broker;
    const databaseUrl = database.urlOf('user');
    const master = masterKeyFrom(randomBytes(MASTER_KEY_BYTES).toString('base64'));
    const service = await startService(userService(vault(master)), {
      ...runtimeSettings.parse({
        NATS_URL: url,
        NATS_USER: user,
        NATS_PASSWORD: password,
        DATABASE_URL: databaseUrl,
      }),
      LOG_LEVEL: 'silent',
    });
    const client = await connect({ url, user, password });
    const sql = postgres(databaseUrl, { max: 2, onnotice: () => undefined });
    return new UserWorld({ broker, database, sql, client, service });
  }

  async close(): Promise<void> {
    const { broker, database, sql, client, service } = this.parts;
    await client.close();
    await service.stop();
    await sql.end();
    await broker.stop();
    await database.drop();
  }

  /** Somebody whose mail address was confirmed before the details came. */
  async expected(userId: string): Promise<void> {
    await this.sql`
      insert into users (user_id, status, roles, opened_at, version)
      values (${userId}, 'expected', '["customer"]', now(), 1)`;
  }

  /**
   * Makes wishes about a person wait for one another, in the order given: each is made while somebody else changes the person and
   * the one before waits for that. Then all may go on. Tells how each has ended.
   */
  async inLine(
    userId: string,
    wishes: readonly (() => Promise<unknown>)[],
  ): Promise<readonly PromiseSettledResult<unknown>[]> {
    const made: Promise<unknown>[] = [];
    await this.sql.begin(async (tx) => {
      await tx`select from users where user_id = ${userId} for update`;
      for (const wish of wishes) {
        const answer = wish();
        // looked at when all have ended
        answer.catch(() => undefined);
        made.push(answer);
        await this.untilWaiting(made.length);
      }
    });
    return await Promise.allSettled(made);
  }

  private async untilWaiting(count: number): Promise<void> {
    const isSo = async () => {
      const waiting = await this.sql`
        select from pg_stat_activity
        where datname = current_database() and usename = current_user and wait_event_type = 'Lock'`;
      return waiting.length === count;
    };
    await eventually(isSo, { what: `${count} sessions that wait for a lock` });
  }
}
