import type { Shop } from '@murmuration/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import postgres from 'postgres';

const STREAMS = ['COMMANDS', 'EVENTS', 'DEAD_LETTERS'];
const EVERY_LINE = 1_000_000;

/** Where any of these words are found: tables, messages of streams, logs. Upper and lower case are the same. */
export async function tracesOf(shop: Shop, words: readonly string[]): Promise<readonly string[]> {
  // a column of bytes is written in hexadecimal
  const wanted = words.flatMap((word) => [word.toLowerCase(), Buffer.from(word).toString('hex')]);
  const says = (text: string): boolean => {
    const lower = text.toLowerCase();
    return wanted.some((word) => lower.includes(word));
  };
  const logs = await shop.logTails(EVERY_LINE);
  return [
    ...(await tablesWith(shop, says)),
    ...(await messagesWith(shop, says)),
    ...logs.split('\n').filter((line) => says(line)),
  ];
}

async function tablesWith(shop: Shop, says: (text: string) => boolean): Promise<string[]> {
  const sql = postgres(shop.database.adminUrl, { max: 1, onnotice: () => undefined });
  try {
    const found: string[] = [];
    for (const { schema, name } of await sql<{ schema: string; name: string }[]>`
      select schemaname as schema, tablename as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`) {
      const rows = await sql<
        { text: string }[]
      >`select t::text as text from ${sql(schema)}.${sql(name)} t`;
      if (rows.some(({ text }) => says(text))) found.push(`table ${schema}.${name}`);
    }
    return found;
  } finally {
    await sql.end();
  }
}

async function messagesWith(shop: Shop, says: (text: string) => boolean): Promise<string[]> {
  const manager = await jetstreamManager(shop.connection, { checkAPI: false });
  const found: string[] = [];
  for (const stream of STREAMS) {
    const { state } = await manager.streams.info(stream);
    for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq++) {
      const message = await manager.streams.getMessage(stream, { seq });
      if (message === null) continue;
      const text = JSON.stringify([...message.header]) + message.string();
      if (says(text)) found.push(`${stream} ${seq}: ${message.subject}`);
    }
  }
  return found;
}
