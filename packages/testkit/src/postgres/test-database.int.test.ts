import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { sessionsOn } from './open-databases.ts';
import { testDatabase } from './test-database.ts';

async function ask(url: string, statement: string): Promise<readonly object[]> {
  const sql = postgres(url, { max: 1 });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

describe('a database for tests', () => {
  it('has the schemas of the services, each for its own role', async () => {
    const database = await testDatabase({ services: ['product', 'order'] });
    const asProduct = database.urlOf('product');
    expect(await ask(asProduct, 'select count(*)::int as n from outbox_lane')).toEqual([{ n: 16 }]);
    await expect(ask(asProduct, 'select from "order".outbox')).rejects.toThrow('permission denied');
    await database.drop();
  });

  it('shares nothing with another one', async () => {
    const [one, other] = await Promise.all([
      testDatabase({ services: ['product'] }),
      testDatabase({ services: ['product'] }),
    ]);
    await ask(one.adminUrl, 'create table product.mine ()');
    await expect(ask(other.adminUrl, 'select from product.mine')).rejects.toThrow('does not exist');
    await Promise.all([one.drop(), other.drop()]);
  });

  it('says which service has no migrations', async () => {
    await expect(testDatabase({ services: ['sales'] })).rejects.toThrow('no service "sales"');
  });

  it('names the sessions that are left on it, and is dropped all the same', async () => {
    const database = await testDatabase({ services: ['product'] });
    const left = postgres(database.adminUrl, {
      max: 1,
      connection: { application_name: 'forgotten' },
    });
    await left`select`;
    expect(await sessionsOn(database.adminUrl)).toEqual(['postgres "forgotten" idle']);
    await expect(database.drop()).rejects.toThrow('forgotten');
    await expect(ask(database.adminUrl, 'select')).rejects.toThrow('does not exist');
    await left.end().catch(() => undefined);
  }, 15_000);
});
