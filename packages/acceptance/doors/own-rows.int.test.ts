import { testDatabase, type TestDatabase, useLeakChecks } from '@murmuration/testkit';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servicesWithData } from '../support/database-doors.ts';

useLeakChecks();
const options = { max: 1, onnotice: () => undefined };
const PEOPLE = ['ada', 'ben'] as const;
let database: TestDatabase;
let admin: postgres.Sql;
const roles = new Map<string, postgres.Sql>();
beforeAll(async () => {
  database = await testDatabase({ services: servicesWithData() });
  admin = postgres(database.adminUrl, options);
  for (const service of ['order', 'payment', 'notification', 'user']) {
    roles.set(service, postgres(database.urlOf(service), options));
  }
  for (const person of PEOPLE) await fill(person);
});
afterAll(async () => {
  await Promise.all([admin, ...roles.values()].map((sql) => sql.end()));
  await database.drop();
});

function as(service: string): postgres.Sql {
  const sql = roles.get(service);
  if (sql === undefined) throw new Error(`no service ${service}`);
  return sql;
}

/** A person, an order, its payment, a refund, an entry in the ledger, and mails, written by the services themselves. */
async function fill(person: string): Promise<void> {
  const id = `of-${person}`;
  await as('order')`
    insert into orders (order_id, customer_id, status, lines, closed_at, rejection, cancel_requests, version)
    values (${id}, ${person}, 'rejected', '[]', now(), '[]', '[]', 1)`;
  await as('payment')`
    insert into payments (order_id, status, amount, currency, payment_method, customer_id, cancelled, captured, refunded, refund_pending, version)
    values (${id}, 'captured', 100, 'EUR', 'pm', ${person}, false, 100, 0, 10, 1)`;
  await as('payment')`
    insert into refunds (refund_id, order_id, amount, currency, reason, status, requested_at, version)
    values (${id}, ${id}, 10, 'EUR', 'r', 'requested', now(), 1)`;
  await as('payment')`
    insert into ledger (entry_id, transaction_id, order_id, account, amount, currency, recorded_at)
    values (${`${id}:a`}, ${id}, ${id}, 'a', 1, 'EUR', now())`;
  await as('notification')`
    insert into correspondence (order_id, customer_id, items, version) values (${id}, ${person}, '[]', 1)`;
  await as('user')`
    insert into users (user_id, status, roles, opened_at, version) values (${person}, 'expected', '[]', now(), 1)`;
  await as('user')`
    insert into person_keys (user_id, wrapped, made_at) values (${person}, 's1.key', now())`;
}

/** Reads as an answer to a query does. */
function readingAs<Answer>(
  service: string,
  reader: string | undefined,
  work: (tx: postgres.TransactionSql) => Promise<Answer>,
) {
  return as(service).begin('read only', async (tx) => {
    await tx`select set_config('role', ${`murmuration_${service}_reader`}, true)`;
    if (reader !== undefined) await tx`select set_config('murmuration.reader', ${reader}, true)`;
    return await work(tx);
  });
}

const tables = [
  ['order', 'orders', 'order_id'],
  ['payment', 'payments', 'order_id'],
  ['payment', 'refunds', 'order_id'],
  ['payment', 'ledger', 'order_id'],
  ['notification', 'correspondence', 'order_id'],
  ['user', 'users', 'user_id'],
  ['user', 'person_keys', 'user_id'],
] as const;

describe.each(tables)('in %s, the table %s', (service, table, key) => {
  /** Whose rows a reader is shown. */
  const shown = (reader: string | undefined): Promise<readonly string[]> =>
    readingAs(service, reader, async (tx) => {
      const rows = await tx<{ id: string }[]>`select ${tx(key)} as id from ${tx(table)} order by 1`;
      return rows.map(({ id }) => id.replace('of-', ''));
    });

  it('shows a person what is theirs', async () => {
    expect(await shown('ada')).toEqual(['ada']);
    expect(await shown('ben')).toEqual(['ben']);
  });

  it('shows nothing to strangers, to nobody, and when nobody was named', async () => {
    expect(await shown('cleo')).toEqual([]);
    expect(await shown('')).toEqual([]);
    expect(await shown(undefined)).toEqual([]);
  });

  it('shows everything to operators and services', async () => {
    expect(await shown('*')).toEqual(['ada', 'ben']);
  });

  it('does not even try a condition on rows of others, which could tell of them by failing', async () => {
    const rows = await readingAs(
      service,
      'ada',
      (tx) => tx`
        select from ${tx(table)} where 1 / (case when ${tx(key)} like '%ben' then 0 else 1 end) = 1`,
    );
    expect(rows).toHaveLength(1);
  });
});

it('a person’s list of orders is read by its index', async () => {
  const plan = await readingAs('order', 'ada', async (tx) => {
    await tx`set local enable_seqscan to off`;
    const lines = await tx`
      explain (costs off) select * from orders where customer_id = 'ada' and (created_at, order_id) < (now(), 'x')
      order by created_at desc, order_id desc limit 21`;
    return lines.map((line) => String(line['QUERY PLAN'])).join('\n');
  });
  expect(plan).toMatch(/Index Cond: .*customer_id.*ROW\(created_at, order_id\)/);
});

it('no table with a person’s id is open to readers without a policy', async () => {
  const open = await admin<{ name: string }[]>`
    select format('%s.%s', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_roles r on r.rolname = format('murmuration_%s_reader', n.nspname)
    where c.relkind in ('r', 'p', 'v', 'm') and not c.relrowsecurity
      and (has_table_privilege(r.oid, c.oid, 'select') or has_any_column_privilege(r.oid, c.oid, 'select'))
      and exists (select from pg_attribute a
        where a.attrelid = c.oid and a.attname in ('customer_id', 'user_id', 'account_id', 'email'))`;
  expect(open.map(({ name }) => name)).toEqual([]);
});

describe('the statements of the saga', () => {
  const hot = [
    ['order', 'orders', 'order_id'],
    ['payment', 'payments', 'order_id'],
    ['payment', 'refunds', 'refund_id'],
  ] as const;
  it.each(hot)('cost no more in %s for the policies on %s', async (service, table, key) => {
    const plans = (sql: postgres.Sql): Promise<string> => explain(sql, service, table, key);
    const asService = await plans(as(service));
    const asOwner = await plans(admin);
    expect(asService).toContain('Index Cond');
    expect(asService).toBe(asOwner);
  });

  /** The plans of loading, changing and adding rows set-wise, with their costs. */
  async function explain(
    sql: postgres.Sql,
    schema: string,
    table: string,
    key: string,
  ): Promise<string> {
    const rows = `unnest('{a,b}'::text[]) as u(key)`;
    const statements = [
      `select * from ${table} where ${key} = any($1::text[]) order by ${key} for update`,
      `update ${table} t set version = t.version + 1 from ${rows} where t.${key} = u.key and $1::text[] is not null`,
    ];
    const connection = await sql.reserve();
    try {
      await connection.unsafe(
        `set search_path to "${schema}"; set plan_cache_mode to force_generic_plan; set enable_seqscan to off`,
      );
      let text = '';
      for (const statement of statements) {
        await connection.unsafe(`prepare hot(text[]) as ${statement}`);
        const plan = await connection.unsafe(`explain execute hot('{a}')`);
        text += plan.map((line) => String(line['QUERY PLAN'])).join('\n');
        await connection.unsafe('deallocate hot');
      }
      return text;
    } finally {
      connection.release();
    }
  }
});
