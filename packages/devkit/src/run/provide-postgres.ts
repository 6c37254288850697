import { join } from 'node:path';
import postgres from 'postgres';
import { freePort } from '../free-port.ts';
import { checkPostgres } from '../postgres/check-postgres.ts';
import { startPostgres } from '../postgres/start-postgres.ts';
import { stateDirectory } from '../repository.ts';
import { NOT_OURS, type Provided, keep } from './provided.ts';
import { type RunContext, logPath } from './run-context.ts';

/** As an administrator who may make roles and schemas. */
type Database = { readonly url: string };

const USUAL_PORT = 5432;
const DATABASE = 'murmuration';

/** Checks the server that DATABASE_URL names, or starts one with a database `murmuration`. */
export async function providePostgres(context: RunContext): Promise<Provided<Database>> {
  const { DATABASE_URL } = context.environment;
  return DATABASE_URL ? await useGiven(context, DATABASE_URL) : await startOwn(context);
}

async function useGiven(context: RunContext, url: string): Promise<Provided<Database>> {
  const { version, warnings } = await checkPostgres(url);
  for (const warning of warnings) context.report.notice(warning);
  const description = `${version} at ${new URL(url).host} (DATABASE_URL)`;
  return { url, description, kept: NOT_OURS };
}

async function startOwn(context: RunContext): Promise<Provided<Database>> {
  const options = {
    directory: join(stateDirectory(context.root), 'postgres'),
    port: await freePort(USUAL_PORT),
    logFile: logPath(context.root, 'postgres'),
  };
  const server = await startPostgres(options);
  const kept = keep(context, 'postgres', server, () => startPostgres(options));
  const url = await ensureDatabase(server.url);
  return { url, description: `${server.version} at ${server.host}:${server.port}`, kept };
}

async function ensureDatabase(adminUrl: string): Promise<string> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    const found = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (found.length === 0) await sql`create database ${sql(DATABASE)}`;
  } finally {
    await sql.end();
  }
  const url = new URL(adminUrl);
  url.pathname = `/${DATABASE}`;
  return url.href;
}
