// Brings the database up to date: a schema and roles for each service of the shop and for the auditor of all, under the passwords that its environment has.
// Ends when it is done; run it before the services of a new version.
import { migrate, parseConfig } from '@murmuration/choreography';
import { shopServices } from '@murmuration/shop';
import { z } from 'zod';
import { AUDITOR, passwordVariable } from './src/environments.ts';

const { DATABASE_URL: adminUrl } = parseConfig(z.object({ DATABASE_URL: z.url() }), process.env);
const all = shopServices().map(({ migrations }) => migrations);
const roles = [...all.map(({ service }) => service), AUDITOR];
const passwords = parseConfig(
  z.object(Object.fromEntries(roles.map((role) => [passwordVariable(role), z.string()]))),
  process.env,
);
const auditorPassword = passwords[passwordVariable(AUDITOR)] ?? '';
for (const migrations of all) {
  const password = passwords[passwordVariable(migrations.service)] ?? '';
  await migrate({ adminUrl, migrations, password, auditorPassword });
  console.log(`${migrations.service}: up to date`);
}
