// Makes what compose.yaml mounts and reads, from the definitions of the services and the file .env:
//   node compose/generate.ts [--env-file <file>]
// Secrets that exist stay as they are, so it can be run at any time; afterwards, `docker compose up` again.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '@murmuration/choreography';
import { shopServices } from '@murmuration/shop';
import { addressesOf, operatorVariables } from './src/addresses.ts';
import { brokerFiles } from './src/broker-files.ts';
import { envText } from './src/env-text.ts';
import { environments } from './src/environments.ts';
import { makePrivateFolder, writeMountedFile, writePrivateFile } from './src/private-file.ts';
import { Secrets } from './src/secrets.ts';
import { folderOf, readSettings, USUAL_FILE } from './src/settings.ts';

const { values } = parseArgs({ options: { 'env-file': { type: 'string', default: USUAL_FILE } } });
const settings = await readSettings(values['env-file'], process.env).catch((error: unknown) => {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(1);
});
const folder = folderOf(settings);
await makePrivateFolder(folder);
const secrets = await Secrets.open(join(folder, 'secrets.json'));
const services = shopServices().map(({ definition }) => definition.name);
const programs = environments(services, settings, secrets);
const servers = await brokerFiles(settings, secrets);
const operator = envText(operatorVariables(settings, secrets));
const addresses = JSON.stringify(addressesOf(settings, secrets), undefined, 2);
// before anything that is made of them is used
await secrets.save();
for (const [name, variables] of programs) {
  await writePrivateFile(join(folder, 'env', `${name}.env`), envText(variables));
}
for (const [name, text] of servers) {
  await writeMountedFile(join(folder, 'nats', `${name}.conf`), text);
}
await writePrivateFile(join(folder, 'operator.env'), operator);
await writePrivateFile(join(folder, 'shop.json'), `${addresses}\n`);
console.log(`${folder}: ${programs.size} environments, ${servers.size} of the broker's servers`);
