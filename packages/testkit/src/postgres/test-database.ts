import { randomBytes } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { roleOf, type ServiceMigrations, settleDatabase } from '@murmuration/choreography';
import postgres from 'postgres';
import { ROOT } from '../repository.ts';
import { SERVERS_URL, templateAnswer, type TemplateRequest } from '../servers/protocol.ts';
import { applyTo, onDatabase } from '../servers/template-builder.ts';
import { registerDatabase, sessionsOn } from './open-databases.ts';
import type { TestPostgres } from './test-postgres.ts';

export interface DatabaseOptions {
  /** Names of services in this repository, or migrations of a test's own. */
  readonly services: readonly (string | ServiceMigrations)[];
  /** A server of the test's own. Default: the one that all files of a run share. */
  readonly server?: TestPostgres;
}

/** A database of its own, with the schemas and roles of the services asked for. */
export interface TestDatabase {
  readonly name: string;
  /** As the superuser. */
  readonly adminUrl: string;
  /** As the role of a service; that of the `auditor` reads the data of all. */
  urlOf(service: string): string;
  /**
   * Removes the database, also when sessions are left on it.
   * @throws Error that names them
   */
  drop(): Promise<void>;
}

const NAME_BYTES = 6;

/** Makes a database for one test file: a clone of a template in which the services' migrations are applied. */
export async function testDatabase(options: DatabaseOptions): Promise<TestDatabase> {
  const migrations = await Promise.all(options.services.map(migrationsOf));
  const name = `test_${randomBytes(NAME_BYTES).toString('hex')}`;
  if (options.server !== undefined) {
    const password = randomBytes(NAME_BYTES).toString('hex');
    await applyTo(options.server.adminUrl, name, password, { migrations });
    return describe(options.server.adminUrl, name, password);
  }
  const { adminUrl, template, password } = await askForTemplate({ migrations });
  await clone(adminUrl, template, name, { migrations });
  return describe(adminUrl, name, password);
}

async function migrationsOf(service: string | ServiceMigrations) {
  if (typeof service !== 'string') {
    return { service: service.service, directory: service.directory.href };
  }
  const directory = join(ROOT, 'services', service, 'migrations');
  await access(directory).catch(() => {
    throw new Error(`There is no service "${service}" with migrations in services/.`);
  });
  return { service, directory: pathToFileURL(`${directory}/`).href };
}

async function askForTemplate(request: TemplateRequest) {
  const url = process.env[SERVERS_URL];
  if (url === undefined) {
    throw new Error(
      'No test servers: name the test *.int.test.ts or *.e2e.test.ts and run it from the root ' +
        'of the repository, or call startTestServers() first.',
    );
  }
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(request) });
  const body = await response.text();
  if (!response.ok) throw new Error(`The test servers could not prepare a database: ${body}`);
  return templateAnswer.parse(JSON.parse(body));
}

async function clone(
  adminUrl: string,
  template: string,
  name: string,
  { migrations }: TemplateRequest,
): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`create database ${sql(name)} template ${sql(template)}`;
  } finally {
    await sql.end();
  }
  await settle(
    onDatabase(adminUrl, name),
    migrations.map(({ service }) => service),
  );
}

// what is set for a database as a whole is not cloned with it
async function settle(adminUrl: string, services: readonly string[]): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    await settleDatabase(sql, services);
  } finally {
    await sql.end();
  }
}

function describe(serverUrl: string, name: string, password: string): TestDatabase {
  const adminUrl = onDatabase(serverUrl, name);
  const forget = registerDatabase(adminUrl);
  return {
    name,
    adminUrl,
    urlOf: (service) => {
      const url = new URL(adminUrl);
      url.username = roleOf(service);
      url.password = password;
      return url.href;
    },
    drop: async () => {
      forget();
      await drop(serverUrl, name);
    },
  };
}

async function drop(serverUrl: string, name: string): Promise<void> {
  const left = await sessionsOn(onDatabase(serverUrl, name));
  const sql = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`drop database if exists ${sql(name)} with (force)`;
  } finally {
    await sql.end();
  }
  if (left.length > 0) throw new Error(`Sessions were left on ${name}: ${left.join(', ')}`);
}
