import { testDatabase, type TestDatabase } from '@murmuration/testkit';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Pipeline, transaction } from '../src/postgres/pipeline.ts';
import { openConnection } from '../src/postgres/train-session.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ services: ['product'] });
});
afterAll(async () => {
  await database.drop();
});

type Trial = (pipeline: Pipeline) => Promise<unknown>;

/** On a session of its own, outside of any transaction. */
async function onSession(trial: Trial): Promise<unknown> {
  const connection = openConnection(database.urlOf('product'), 'trains');
  try {
    return await connection.run((session) => trial(new Pipeline(session)));
  } finally {
    await connection.close();
  }
}

const INSERT =
  'insert into failing (reaction, message_id, attempts) values ($1::text, $2::text, 1)';
const LOOK = 'select n from changing';
const COUNT = 'select count(*) as count from failing where reaction = $1::text';

describe('statements that travel together', () => {
  it('bring back values of every type, and those of a repeated statement too', async () => {
    const statement = `select $1::text as text, $2::int as number, $3::bigint as large, 0.5::float8 as fraction, $4::boolean as truth,
      $5::timestamptz as time, $6::bytea as bytes, $7::uuid[] as ids, '{"a":[1]}'::jsonb as json, null::text as nothing,
      '01a206c3-5b71-79ba-9ed3-e1eae8cff867'::uuid as id`;
    const time = new Date('2026-11-23T04:57:56.274Z');
    const bytes = Uint8Array.of(0, 255, 10);
    const id = '01a206c3-5b71-79ba-9ed3-e1eae8cff867';
    const parameters = ['it’s "quoted"', -3, 2 ** 40, true, time, bytes, [id]];
    const answers = await onSession(async (pipeline) => [
      ...(await Promise.all([
        pipeline.ask(statement, parameters),
        pipeline.ask(statement, parameters),
      ])),
      await pipeline.ask(statement, parameters),
    ]);
    const row = {
      text: 'it’s "quoted"',
      number: -3,
      large: 2 ** 40,
      fraction: 0.5,
      truth: true,
      time,
      bytes: Buffer.from(bytes),
      ids: [id],
      json: { a: [1] },
      nothing: null,
      id,
    };
    expect(answers).toEqual([[row], [row], [row]]);
  });

  it('are undone together when one of them fails, with the first failure told', async () => {
    const connection = openConnection(database.urlOf('product'), 'trains');
    const failing = transaction(connection, async (pipeline) => {
      pipeline.send(INSERT, ['undone', 'a']);
      pipeline.send(INSERT, ['undone', 'a']);
      pipeline.send(INSERT, ['undone', 'b']);
      return await pipeline.commit(Promise.resolve());
    });
    await expect(failing).rejects.toMatchObject({
      name: 'PostgresError',
      code: '23505',
      constraint_name: 'failing_pkey',
      message: expect.stringContaining('duplicate key'),
    });
    const [row] = await connection.run((session) => new Pipeline(session).ask(COUNT, ['undone']));
    expect(row).toEqual({ count: 0 });
    await connection.close();
  });

  it('can be sent again on the session on which one of them was refused when it was first seen', async () => {
    const connection = openConnection(database.urlOf('product'), 'trains');
    const tries = ['one', 'two'].map((name) =>
      transaction(connection, async (pipeline) => {
        pipeline.send(INSERT, [name, 'a']);
        pipeline.send('select $1::int / 0', [1]);
        pipeline.send(COUNT, [name]);
        return await pipeline.commit(Promise.resolve());
      }),
    );
    for (const each of tries) await expect(each).rejects.toMatchObject({ code: '22012' });
    const done = await transaction(connection, async (pipeline) => {
      pipeline.send(INSERT, ['three', 'a']);
      return await pipeline.commit(pipeline.ask(COUNT, ['three']));
    });
    expect(done).toEqual([{ count: 1 }]);
    await connection.close();
  });

  it('fail as lost when their session is ended, and the next work gets another session', async () => {
    const connection = openConnection(database.urlOf('product'), 'trains');
    const ended = connection.run((session) =>
      new Pipeline(session).ask('select pg_terminate_backend(pg_backend_pid())'),
    );
    await expect(ended).rejects.toMatchObject({
      code: expect.stringMatching(/57P01|CONNECTION_CLOSED/),
    });
    const [row] = await connection.run((session) => new Pipeline(session).ask('select 1 as one'));
    expect(row).toEqual({ one: 1 });
    await connection.close();
  });

  it('fail as lost when a migration has changed what they give, and go on on another session', async () => {
    const connection = openConnection(database.urlOf('product'), 'trains');
    const admin = postgres(database.adminUrl, { max: 1, onnotice: () => undefined });
    await admin`create table product.changing (n integer)`;
    await admin`grant select on product.changing to public`;
    const look = () => connection.run((session) => new Pipeline(session).ask(LOOK));
    expect(await look()).toEqual([]);
    await admin`alter table product.changing alter n type bigint`;
    await admin`insert into product.changing values (5)`;
    await expect(look()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(await look()).toEqual([{ n: 5 }]);
    await admin`drop table product.changing`;
    await admin.end();
    await connection.close();
  });

  it('are planned once for all, by their keys', async () => {
    const settings = await onSession((pipeline) =>
      pipeline.ask(
        `select current_setting('plan_cache_mode') as plans, current_setting('enable_seqscan') as scans, current_setting('jit') as jit`,
      ),
    );
    expect(settings).toEqual([{ plans: 'force_generic_plan', scans: 'off', jit: 'off' }]);
  });

  it('find nobody at a database that is not there', async () => {
    const connection = openConnection('postgres://nobody:secret@127.0.0.1:1/none', 'trains');
    const asked = connection.run((session) => new Pipeline(session).ask('select 1'));
    await expect(asked).rejects.toMatchObject({ name: 'DatabaseUnreachable' });
    await connection.close();
  });
});
