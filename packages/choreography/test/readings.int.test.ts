import { eventually, testDatabase, type TestDatabase, useLeakChecks } from '@murmuration/testkit';
import { sql as text } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deadline } from '../src/definition/deadline.ts';
import type { Database } from '../src/definition/define-responder.ts';
import type { Reader } from '../src/definition/reader.ts';
import { causeOf } from '../src/queries/loggable-error.ts';
import { Readings } from '../src/queries/readings.ts';
import { bankMigrations } from './support/bank-world.ts';

useLeakChecks();
const SIZE = 2;
const ada: Reader = { kind: 'user', userId: 'ada', roles: ['customer'] };
const operator: Reader = { kind: 'user', userId: 'olga', roles: ['customer', 'operator'] };
const trusted: Reader = { kind: 'trusted' };
let database: TestDatabase;
let bank: postgres.Sql;
let readings: Readings;
beforeAll(async () => {
  database = await testDatabase({ services: [bankMigrations] });
  bank = postgres(database.urlOf('bank'), { max: 1, onnotice: () => undefined });
  await bank`insert into transfer values ('ada', 'done'), ('ben', 'done')`;
  readings = new Readings(database.urlOf('bank'), 'bank', SIZE);
});
afterAll(async () => {
  await readings.close();
  await bank.end();
  await database.drop();
});

const idsIn = async (db: Database): Promise<readonly unknown[]> => {
  const rows = await db.execute(text`select id from transfer order by id`);
  return rows.map((row) => row['id']);
};
const shownTo = (reader: Reader): Promise<readonly unknown[]> =>
  readings.read(reader, undefined, idsIn);
const codeOf = async (reading: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await reading.then(
    () => new Error('it was read'),
    (reason: unknown) => reason,
  );
  return Reflect.get(Object(causeOf(error)), 'code') ?? Reflect.get(Object(error), 'status');
};

describe('an answer', () => {
  it('is shown the rows of its reader, whoever has read before on the session', async () => {
    for (let round = 0; round <= SIZE; round++) {
      expect(await shownTo(trusted)).toEqual(['ada', 'ben']);
      expect(await shownTo(operator)).toEqual(['ada', 'ben']);
      expect(await shownTo(ada)).toEqual(['ada']);
      expect(await shownTo({ kind: 'anonymous' })).toEqual([]);
    }
  });

  it('writes nothing', async () => {
    const write = (statement: string): Promise<unknown> =>
      codeOf(readings.read(trusted, undefined, (db) => db.execute(text.raw(statement))));
    expect(await write('delete from account')).toBe('25006');
    expect(await write('select from outbox')).toBe('42501');
    expect(await write("select set_config('transaction_read_only', 'off', true)")).toBe('25001');
    expect(await shownTo(ada)).toEqual(['ada']);
  });

  it('sees one state of the data from its first statement to its last', async () => {
    const seen = await readings.read(trusted, undefined, async (db) => {
      const before = await idsIn(db);
      await bank`insert into transfer values ('cleo', 'done')`;
      return [before, await idsIn(db)];
    });
    expect(seen).toEqual([
      ['ada', 'ben'],
      ['ada', 'ben'],
    ]);
    expect(await shownTo(trusted)).toEqual(['ada', 'ben', 'cleo']);
    await bank`delete from transfer where id = 'cleo'`;
  });

  it('ends with its deadline, and the session serves the next reader', async () => {
    const sleep = (db: Database): Promise<unknown> => db.execute(text`select pg_sleep(20)`);
    expect(await codeOf(readings.read(ada, new Deadline(100), sleep))).toBe(408);
    expect(await codeOf(readings.read(ada, new Deadline(-1), sleep))).toBe(408);
    expect(await shownTo(ada)).toEqual(['ada']);
  });

  it('that failed leaves nothing to the next reader', async () => {
    for (let round = 0; round <= SIZE; round++) {
      const failed = readings.read(trusted, undefined, async (db) => {
        await idsIn(db);
        throw new TypeError('of its own');
      });
      await expect(failed).rejects.toThrow('of its own');
      expect(
        await codeOf(readings.read(trusted, undefined, (db) => db.execute(text`select 1/0`))),
      ).toBe('22012');
      expect(await shownTo({ kind: 'anonymous' })).toEqual([]);
    }
  });

  it('cannot go on in the transaction of the next reader', async () => {
    let kept: Database | undefined;
    await readings.read(trusted, undefined, async (db) => {
      kept = db;
      await idsIn(db);
    });
    const later = kept === undefined ? undefined : idsIn(kept);
    await expect(later).rejects.toThrow();
    await expect(later?.catch((error: unknown) => Promise.reject(causeOf(error)))).rejects.toThrow(
      'the answer has ended',
    );
  });

  it('whose session is killed fails, and the next one has a new session', async () => {
    const killed = readings.read(ada, undefined, async (db) => {
      const [row] = await db.execute(text`select pg_backend_pid() as pid`);
      await bank`select pg_terminate_backend(${Number(row?.['pid'])})`;
      return await idsIn(db);
    });
    await expect(killed).rejects.toThrow();
    await eventually(() => shownTo(ada), { what: 'a new session' });
    for (let round = 0; round <= SIZE; round++) expect(await shownTo(ada)).toEqual(['ada']);
  });
});

describe('answers', () => {
  it('wait their turn when there are more than sessions', async () => {
    const all = Array.from({ length: 50 }, (_, at) => shownTo(at % 2 === 0 ? ada : trusted));
    const shown = await Promise.all(all);
    expect(shown.filter((ids) => ids.length === 1)).toHaveLength(25);
    expect(shown.filter((ids) => ids.length === 2)).toHaveLength(25);
    const [sessions] = await bank`
      select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name like 'bank queries %'`;
    expect(sessions).toEqual({ n: SIZE });
  });
});
