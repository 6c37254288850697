import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { migrate } from '@murmuration/choreography';
import { asAdmin } from '../../faults/postgres-sessions.ts';
import { defineScenario, type World } from '../../scenario.ts';

const SAID = 'the migration said which file failed and why';
const ROOT = join(import.meta.dirname, '../../../../..');
const BROKEN = '9999-fails-half-way.sql';

/** Changes something of every kind, also what is in use, and then divides by zero. */
const STATEMENTS = `
  create table chaos_half (n int);
  insert into chaos_half values (1);
  alter table orders add column chaos_half int;
  update orders set chaos_half = 1;
  create function chaos_half() returns int language sql as 'select 1';
  insert into chaos_half select 1 / (n - 1) from chaos_half;
`;

async function copyOfMigrations(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'murmuration-migrations-'));
  await cp(join(ROOT, 'services/order/migrations'), directory, { recursive: true });
  await writeFile(join(directory, BROKEN), STATEMENTS);
  return directory;
}

/** What of the failed migration is there. */
async function leftovers({ shop: { database } }: World): Promise<readonly string[]> {
  return await asAdmin(database.adminUrl, async (sql) => {
    const rows = await sql<{ what: string }[]>`
      select 'relation ' || relname as what from pg_class where relname like 'chaos_half%'
      union all select 'function ' || proname from pg_proc where proname like 'chaos_half%'
      union all select 'column of ' || attrelid::regclass from pg_attribute where attname = 'chaos_half' and not attisdropped
      union all select 'record of ' || name from "order".schema_migration where name like '%half%'`;
    return rows.map(({ what }) => what);
  });
}

export const failedMigration = defineScenario({
  name: 'failed-migration',
  faults: [38],
  title: 'a migration of the order service that fails half way',
  sees: [SAID],
  run: async (world) => {
    const { shop, load, inject, note, sight, afterwards } = world;
    const directory = await copyOfMigrations();
    afterwards(() => rm(directory, { recursive: true, force: true }));
    inject('a migration fails half way');
    const migrating = migrate({
      adminUrl: shop.database.adminUrl,
      migrations: { service: 'order', directory: pathToFileURL(`${directory}/`) },
      // it is taken back with everything else
      password: 'of-a-version-that-never-came',
    });
    const failure = await migrating.then(
      () => undefined,
      (error: unknown) => String(error),
    );
    note(`it said: ${failure ?? 'nothing'}`);
    if (failure?.includes(BROKEN) === true && failure.includes('division by zero')) sight(SAID);
    const left = await leftovers(world);
    if (left.length > 0) throw new Error(`The failed migration left behind: ${left.join(', ')}`);
    // also those who sign in anew can go on
    const order = world.replicaOf('order');
    await order.kill();
    await shop.service('order').start();
    await load.untilServed(20);
  },
});
