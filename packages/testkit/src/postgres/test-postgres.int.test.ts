import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPostgres, type TestPostgres } from './test-postgres.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await testPostgres();
});
afterAll(() => server.stop());

async function run(statement: string): Promise<readonly object[]> {
  const sql = postgres(server.adminUrl, { max: 1, connect_timeout: 2 });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

describe('a Postgres server for tests', () => {
  it('keeps what was committed over a kill and a restart, at the same address', async () => {
    await run('create table kept (n integer)');
    await run('insert into kept values (1)');
    await server.kill();
    await expect(run('select')).rejects.toThrow();
    await server.restart();
    expect(await run('select n from kept')).toEqual([{ n: 1 }]);
  });

  it('keeps what was committed over a halt and a restart', async () => {
    await run('insert into kept values (2)');
    await server.halt();
    await server.restart();
    expect(await run('select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
  });
});
