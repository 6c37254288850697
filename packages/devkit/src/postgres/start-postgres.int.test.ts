import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { checkPostgres } from './check-postgres.ts';
import { type RunningPostgres, startPostgres } from './start-postgres.ts';

const settings = { fsync: 'off' };

async function start(directory: string): Promise<RunningPostgres> {
  const server = await startPostgres({ directory, settings });
  onTestFinished(() => server.kill());
  return server;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return [...(await sql.unsafe(text))];
  } finally {
    await sql.end();
  }
}

describe('a started Postgres', () => {
  it('runs as an ordinary user with the settings asked for', async () => {
    const server = await start(temporaryFolder());
    const [row] = await query(
      server.url,
      `select current_setting('fsync') as fsync,
      current_setting('max_connections') as connections, current_setting('listen_addresses') as address`,
    );
    expect(row).toEqual({ fsync: 'off', connections: '200', address: '127.0.0.1' });
    const { uid } = await stat(join(server.dataDirectory, 'PG_VERSION'));
    expect(uid).not.toBe(0);
  });

  it('asks for the password', async () => {
    const server = await start(temporaryFolder());
    const url = new URL(server.url);
    url.password = 'guessed';
    await expect(checkPostgres(url.href)).rejects.toThrow('password authentication failed');
    const password = await stat(join(server.directory, 'password'));
    expect(password.mode & 0o077).toBe(0);
  });

  it('has its data back after a stop, and after a crash', async () => {
    const directory = temporaryFolder();
    const first = await start(directory);
    await query(first.url, 'create table kept (n int); insert into kept values (1)');
    await first.stop();
    const second = await start(directory);
    await query(second.url, 'insert into kept values (2)');
    await second.kill();
    const third = await start(directory);
    expect(await query(third.url, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('starts although a crashed run has left the id of a process that is somebody else by now', async () => {
    const directory = temporaryFolder();
    const first = await start(directory);
    const file = join(first.dataDirectory, 'postmaster.pid');
    const left = await readFile(file, 'utf8');
    await first.stop();
    await writeFile(file, left.replace(String(first.pid), String(process.pid)));
    const second = await start(directory);
    await expect(checkPostgres(second.url)).resolves.toMatchObject({ version: '18.4' });
  });

  it('is as initdb made it, also when it is copied from one that was kept for that', async () => {
    // from here on one is kept
    const first = await start(temporaryFolder());
    await query(first.url, 'create table kept ()');
    const copies = [await start(temporaryFolder()), await start(temporaryFolder())];
    const ids = copies.map(({ url }) =>
      query(url, 'select system_identifier::text as id from pg_control_system()'),
    );
    const [one, other] = await Promise.all(ids);
    expect(one).toEqual(other);
    await expect(query(copies[0]?.url ?? '', 'select from kept')).rejects.toThrow('does not exist');
  });

  it('refuses a second server on the same data', async () => {
    const directory = temporaryFolder();
    const server = await start(directory);
    await expect(startPostgres({ directory, settings })).rejects.toThrow(
      `already runs on ${server.dataDirectory}, as process ${server.pid}`,
    );
  });

  it('fails with the reason from its log', async () => {
    const options = { directory: temporaryFolder(), settings: { no_such_setting: 'on' } };
    await expect(startPostgres(options)).rejects.toThrow('no_such_setting');
  });

  it('says when the password of its data is lost', async () => {
    const directory = temporaryFolder();
    const server = await start(directory);
    await server.stop();
    await rm(join(directory, 'password'));
    await expect(startPostgres({ directory, settings })).rejects.toThrow('password is missing');
  });
});

describe('the check of a given Postgres', () => {
  it('warns of one that can lose commits', async () => {
    const server = await start(temporaryFolder());
    const { warnings } = await checkPostgres(server.url);
    expect(warnings).toEqual([expect.stringContaining('can lose commits: fsync is off')]);
    expect(warnings[0]).not.toContain(new URL(server.url).password);
  });
});
