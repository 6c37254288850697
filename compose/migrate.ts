// Brings the database up to date: a schema and roles for each service of the shop, under the password that its environment has.
// Ends when it is done; run it before the services of a new version.
import { migrate, parseConfig } from '@murmuration/choreography';
import { shopServices } from '@murmuration/shop';
import { z } from 'zod';
import { passwordVariable } from './src/environments.ts';

const { DATABASE_URL: adminUrl } = parseConfig(z.object({ DATABASE_URL: z.url() }), process.env);
const all = shopServices().map(({ migrations }) => migrations);
const passwords = parseConfig(
  z.object(Object.fromEntries(all.map(({ service }) => [passwordVariable(service), z.string()]))),
  process.env,
);
for (const migrations of all) {
  const password = passwords[passwordVariable(migrations.service)] ?? '';
  await migrate({ adminUrl, migrations, password });
  console.log(`${migrations.service}: up to date`);
}
