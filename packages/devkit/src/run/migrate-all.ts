import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stateDirectory } from '../repository.ts';
import { type RunContext, nodeProgram } from './run-context.ts';
import { type Secrets, secretNamed } from './secrets.ts';
import { AUDITOR, secretOfRole } from './service-environment.ts';
import type { Service } from './services.ts';
import { runProgram } from './start-program.ts';
import { writePrivateFile } from './write-private-file.ts';

/** Brings the schema and the role of every service up to date. */
export async function migrateAll(
  context: RunContext,
  services: readonly Service[],
  adminUrl: string,
  secrets: Secrets,
): Promise<void> {
  const jobs = services.flatMap(({ name, migrations }) =>
    migrations === undefined
      ? []
      : [{ name, migrations, password: secretNamed(secrets, secretOfRole(name)) }],
  );
  if (jobs.length === 0) return;
  const names = jobs.map(({ name }) => name).join(', ');
  const auditorPassword = secretNamed(secrets, secretOfRole(AUDITOR));
  const job = JSON.stringify({ adminUrl, services: jobs, auditorPassword });
  await context.report.step(
    'migrations',
    () => runJob(context, job),
    () => names,
  );
}

// The job has passwords in it: it goes by a private file, not by the command line.
async function runJob(context: RunContext, job: string): Promise<void> {
  const file = join(stateDirectory(context.root), 'migrate.json');
  const script = join(import.meta.dirname, 'migrate-services.ts');
  try {
    await writePrivateFile(file, job);
    await runProgram(nodeProgram(context, 'migrations', [script, file]));
  } finally {
    await rm(file, { force: true });
  }
}
