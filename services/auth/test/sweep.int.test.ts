import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweep } from '../src/housekeeping/sweep.ts';
import { AuthWorld } from './auth-world.ts';

let world: AuthWorld;
let pool: postgres.Sql;
beforeAll(async () => {
  world = await AuthWorld.open();
  pool = postgres(world.database.urlOf('auth'), { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await pool.end();
  await world.close();
});

const DAY_MS = 86_400_000;
const TABLES = ['registrations', 'password_resets', 'sessions', 'refresh_tokens', 'attempts'];

async function rows(): Promise<readonly number[]> {
  const counts = TABLES.map(async (table) => {
    const [row] = await world.sql<{ n: number }[]>`
      select count(*)::integer as n from ${world.sql(table)}`;
    return row?.n ?? 0;
  });
  return await Promise.all(counts);
}

describe('sweeping', () => {
  it('removes what has expired, all of it, and nothing else', async () => {
    await world.start();
    await world.member('ada@example.com');
    await world.sql`insert into attempts select 'old-' || n, 1, now() - interval '2 days' from generate_series(1, 5000) n`;
    const [registrations, resets, sessions, tokens] = await rows();
    await sweep(drizzle(pool), new Date());
    expect((await rows()).slice(0, 4)).toEqual([registrations, resets, sessions, tokens]);
    expect((await rows())[4]).toBeLessThan(10);
    await sweep(drizzle(pool), new Date(Date.now() + 91 * DAY_MS));
    expect(await rows()).toEqual([0, 0, 0, 0, 0]);
    expect(await world.sql`select from accounts where status = 'active'`).toHaveLength(1);
  });

  it('keeps the id of somebody erased for a day', async () => {
    await world.sql`update accounts set status = 'erased', email_index = null, password_hash = null, changed_at = now()`;
    await sweep(drizzle(pool), new Date());
    expect(await world.sql`select from accounts`).toHaveLength(1);
    await sweep(drizzle(pool), new Date(Date.now() + 2 * DAY_MS));
    expect(await world.sql`select from accounts`).toHaveLength(0);
  });
});
