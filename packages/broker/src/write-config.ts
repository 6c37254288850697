// Writes the configuration of a nats-server of the shop, from the service definitions and the environment: node write-config.ts <file>
import { writeFile } from 'node:fs/promises';
import { ConfigError, parseConfig } from '@murmuration/choreography';
import { brokerUsers } from './broker-users.ts';
import { configSettings, passwordSettings, passwordVariable } from './config/config-settings.ts';
import { optionsFrom } from './config/options-from-settings.ts';
import { renderServerConfig } from './config/render-server-config.ts';
import { hashPassword } from './identity/password.ts';

/** It holds hashes of passwords, and the cluster's password in clear. */
const OWNER_ONLY = 0o600;

async function write(file: string): Promise<string> {
  const known = brokerUsers();
  const settings = parseConfig(configSettings, process.env);
  const passwords = parseConfig(passwordSettings(known.map(({ name }) => name)), process.env);
  const users = await Promise.all(
    known.map(async (user) => ({
      ...user,
      passwordHash: await hashPassword(passwords[passwordVariable(user.name)] ?? ''),
    })),
  );
  await writeFile(file, renderServerConfig(optionsFrom(settings, users)), { mode: OWNER_ONLY });
  return `${file}: ${known.map(({ name }) => name).join(', ')} may come in`;
}

const [file] = process.argv.slice(2);
try {
  if (file === undefined) throw new ConfigError('usage: write-config <file>');
  console.log(await write(file));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
