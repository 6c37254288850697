import { createHash, randomBytes } from 'node:crypto';
import { migrate } from '@murmuration/choreography';
import postgres from 'postgres';
import { testPostgres, type TestPostgres } from '../postgres/test-postgres.ts';
import type { TemplateAnswer, TemplateRequest } from './protocol.ts';

const PASSWORD_BYTES = 16;
const NAME_LENGTH = 12;

/**
 * Has the Postgres server of a test run, started when the first template is asked for. One template is built at a time:
 * roles belong to the whole server, and two migrations that change one at once would fail.
 */
export class TemplateBuilder {
  private server: TestPostgres | undefined;
  private readonly password = randomBytes(PASSWORD_BYTES).toString('hex');
  private readonly built = new Set<string>();
  private last: Promise<unknown> = Promise.resolve();

  /** A database in which the migrations of these services are applied. */
  async template(request: TemplateRequest): Promise<TemplateAnswer> {
    const building = this.last.then(() => this.build(request));
    this.last = building.catch(() => undefined);
    return await building;
  }

  /** Ends the server, if it was needed. */
  async stop(): Promise<void> {
    await this.last;
    await this.server?.stop();
    this.server = undefined;
  }

  private async build({ migrations }: TemplateRequest): Promise<TemplateAnswer> {
    this.server ??= await testPostgres();
    const { adminUrl } = this.server;
    const template = templateName({ migrations });
    if (!this.built.has(template)) {
      await applyTo(adminUrl, template, this.password, { migrations });
      this.built.add(template);
    }
    return { adminUrl, template, password: this.password };
  }
}

/** Creates a database and applies the migrations of the services in it. */
export async function applyTo(
  adminUrl: string,
  database: string,
  password: string,
  { migrations }: TemplateRequest,
): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`create database ${sql(database)}`;
  } finally {
    await sql.end();
  }
  for (const { service, directory } of migrations) {
    await migrate({
      adminUrl: onDatabase(adminUrl, database),
      migrations: { service, directory: new URL(directory) },
      password,
      auditorPassword: password,
    });
  }
}

/** The same server and user, another database. */
export function onDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

function templateName(request: TemplateRequest): string {
  const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  return `template_${digest.slice(0, NAME_LENGTH)}`;
}
