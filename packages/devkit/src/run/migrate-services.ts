// Run as a process of its own, so that the rest of the devkit does not depend on the runtime:
//   node migrate-services.ts <file>
// where <file> is JSON: { adminUrl, auditorPassword, services: [{ name, migrations: <module>, password }] }.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type ServiceMigrations, migrate } from '@murmuration/choreography';
import { z } from 'zod';

const jobSchema = z.object({
  adminUrl: z.string(),
  auditorPassword: z.string(),
  services: z.array(z.object({ name: z.string(), migrations: z.string(), password: z.string() })),
});

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: migrate-services <file>');
const { adminUrl, auditorPassword, services } = jobSchema.parse(
  JSON.parse(await readFile(file, 'utf8')),
);

for (const { name, migrations, password } of services) {
  const module: { default: ServiceMigrations } = await import(pathToFileURL(migrations).href);
  await migrate({ adminUrl, migrations: module.default, password, auditorPassword });
  console.log(`${name}: migrated`);
}
