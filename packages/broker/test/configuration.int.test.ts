import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findNatsServer, freePort } from '@murmuration/devkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokerUsers } from '../src/broker-users.ts';
import { passwordVariable } from '../src/config/config-settings.ts';
import { newIssuer } from '../src/identity/issuer.ts';
import { newPassword } from '../src/identity/password.ts';
import { certificateIn } from './support/certificate.ts';

const run = promisify(execFile);
const { PATH, NODE_OPTIONS } = process.env;
const inherited = { PATH, NODE_OPTIONS };
const script = join(import.meta.dirname, '../src/write-config.ts');
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'murmuration-configuration-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const passwords = Object.fromEntries(
  brokerUsers().map(({ name }) => [passwordVariable(name), newPassword()]),
);

/** Writes the configuration as for production, and has the server check it. */
async function checked(variables: Readonly<Record<string, string>>): Promise<string> {
  const file = join(directory, 'nats.conf');
  const store = { BROKER_STORE: join(directory, 'store') };
  const env = { ...inherited, ...passwords, ...store, ...variables };
  await run(process.execPath, [script, file], { env });
  const { path } = await findNatsServer();
  const { stderr, stdout } = await run(path, ['-t', '-c', file]);
  expect(`${stdout}${stderr}`).toContain('is valid');
  return await readFile(file, 'utf8');
}

describe('the configuration from the environment', () => {
  it('is taken by the server, for one server alone with all its doors', async () => {
    const text = await checked({
      BROKER_ISSUER_SEED: newIssuer().seed,
      BROKER_WEBSOCKET_ORIGINS: 'https://shop.example, https://www.shop.example',
    });
    expect(text).toContain('sync_interval: "always"');
    for (const { name } of brokerUsers()) expect(text).toContain(`user: "${name}"`);
    // whoever reads it knows the hashes
    expect((await stat(join(directory, 'nats.conf'))).mode & 0o077).toBe(0);
    for (const password of Object.values(passwords)) expect(text).not.toContain(password);
  });

  it('is taken by the server, for each of three', async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    const text = await checked({
      BROKER_SERVER_NAME: 'nats-2',
      BROKER_HOST: '127.0.0.1',
      BROKER_CLUSTER_PORT: String(ports[1]),
      BROKER_CLUSTER_PEERS: ports.map((port) => `127.0.0.1:${port}`).join(','),
      BROKER_CLUSTER_PASSWORD: newPassword(),
    });
    expect(text).not.toContain('sync_interval');
    expect(text.match(/nats:\/\/route:[^"]+/g)).toHaveLength(3);
  });

  it('is taken by the server, with TLS on every listener', async () => {
    const { certFile, keyFile, caFile } = await certificateIn(join(directory, 'certificate'));
    const text = await checked({
      BROKER_HOST: '127.0.0.1',
      BROKER_TLS_CERT: certFile,
      BROKER_TLS_KEY: keyFile,
      BROKER_ISSUER_SEED: newIssuer().seed,
      BROKER_WEBSOCKET_ORIGINS: 'https://shop.example',
      BROKER_CLUSTER_PEERS: '127.0.0.1:6222,127.0.0.1:6223',
      BROKER_CLUSTER_PASSWORD: newPassword(),
      BROKER_CLUSTER_CA: caFile,
    });
    expect(text.match(/cert_file: /g)).toHaveLength(3);
    expect(text).toContain('https: "127.0.0.1:8222"');
  });

  it('is not written while a password is missing, and says which', async () => {
    const file = join(directory, 'never.conf');
    const env = { ...inherited, ...passwords, BROKER_PASSWORD_ORDER: '' };
    const failure = run(process.execPath, [script, file], { env });
    await expect(failure).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('BROKER_PASSWORD_ORDER'),
    });
    await expect(stat(file)).rejects.toThrow(/ENOENT/);
  });
});
