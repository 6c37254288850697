import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';

const SERVICES = join(import.meta.dirname, '../../../services');
const DENIED = '42501';
const AT_ONCE = 50;

/** Every service of the repository that owns data. */
export function servicesWithData(): readonly string[] {
  return readdirSync(SERVICES).filter((service) => {
    try {
      const files = readdirSync(join(SERVICES, service, 'migrations'));
      return files.some((file) => file.endsWith('.sql'));
    } catch {
      return false;
    }
  });
}

/** A table as statements name it, and one of its columns. */
export interface Table {
  readonly name: string;
  readonly column: string;
}

/** What stands in the schemas of the services. */
export interface Inventory {
  /** Partitions too, by schema. */
  readonly tables: ReadonlyMap<string, readonly Table[]>;
  /** By schema. */
  readonly sequences: ReadonlyMap<string, readonly string[]>;
  /** Calls with empty arguments, by schema. */
  readonly calls: ReadonlyMap<string, readonly string[]>;
}

/** Lists what stands in the schemas of a database, as an administrator. */
export async function takeInventory(sql: postgres.Sql): Promise<Inventory> {
  const tables = await sql<(Table & { schema: string })[]>`
    select nspname as schema, format('%I.%I', nspname, relname) as name,
      (select quote_ident(attname) from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '' limit 1) as column
    from pg_class c join pg_namespace n on n.oid = relnamespace
    where nspowner = 'murmuration_migrator'::regrole and relkind in ('r', 'p', 'v', 'm')`;
  const sequences = await sql<{ schema: string; name: string }[]>`
    select nspname as schema, format('%I.%I', nspname, relname) as name
    from pg_class join pg_namespace n on n.oid = relnamespace
    where nspowner = 'murmuration_migrator'::regrole and relkind = 'S'`;
  const calls = await sql<{ schema: string; name: string }[]>`
    select nspname as schema, format('%I.%I(%s)', nspname, proname,
      (select string_agg(format('null::%s', type::regtype), ', ') from unnest(proargtypes) type)) as name
    from pg_proc join pg_namespace n on n.oid = pronamespace
    where nspowner = 'murmuration_migrator'::regrole and prorettype <> 'trigger'::regtype`;
  const names = (found: readonly { schema: string; name: string }[]) =>
    bySchema(found.map(({ schema, name }) => [schema, name]));
  return {
    tables: bySchema(tables.map(({ schema, name, column }) => [schema, { name, column }])),
    sequences: names(sequences),
    calls: names(calls),
  };
}

/** What reads a table. */
export const readsOf = ({ name }: Table): readonly string[] => [
  `select from ${name}`,
  `copy ${name} to stdout`,
];

/** What writes a table. */
export const writesOf = ({ name, column }: Table): readonly string[] => [
  `insert into ${name} default values`,
  `update ${name} set ${column} = null`,
  `delete from ${name}`,
];

/** What changes a table itself. */
export const changesOf = ({ name }: Table): readonly string[] => [
  `truncate ${name}`,
  `alter table ${name} add column more text`,
  `alter table ${name} disable row level security`,
  `alter table ${name} owner to current_user`,
  `create policy mine on ${name} using (true)`,
  `create index on ${name} ((1))`,
  `create trigger mine before insert on ${name} execute function suppress_redundant_updates_trigger()`,
  `comment on table ${name} is 'mine'`,
  `drop table ${name}`,
];

/** What changes a schema itself. */
export const changesOfSchema = (schema: string): readonly string[] => [
  `create table "${schema}".more ()`,
  `create view "${schema}".more as select 1`,
  `create sequence "${schema}".more`,
  `create function "${schema}".more() returns int language sql as 'select 1'`,
  `create type "${schema}".more as enum ('a')`,
  `alter schema "${schema}" rename to more`,
  `drop schema "${schema}" cascade`,
];

/** Statements that a role was not refused: it runs them all, each by itself, some of them before the first is answered. */
export async function notDenied(
  sql: postgres.Sql | postgres.ReservedSql,
  statements: readonly string[],
): Promise<readonly string[]> {
  const open: string[] = [];
  for (let at = 0; at < statements.length; at += AT_ONCE) {
    const some = statements.slice(at, at + AT_ONCE);
    const outcomes = await Promise.all(some.map((statement) => outcomeOf(sql, statement)));
    open.push(...outcomes.filter((outcome) => outcome !== undefined));
  }
  return open;
}

/** Undefined when the role is refused. */
async function outcomeOf(
  sql: postgres.Sql | postgres.ReservedSql,
  statement: string,
): Promise<string | undefined> {
  try {
    await sql.unsafe(statement);
    return `${statement} → done`;
  } catch (error) {
    const isDenied = error instanceof postgres.PostgresError && error.code === DENIED;
    return isDenied ? undefined : `${statement} → ${String(error)}`;
  }
}

function bySchema<Entry>(
  entries: readonly (readonly [schema: string, Entry])[],
): ReadonlyMap<string, readonly Entry[]> {
  const groups = Map.groupBy(entries, ([schema]) => schema);
  return new Map([...groups].map(([schema, found]) => [schema, found.map(([, entry]) => entry)]));
}
