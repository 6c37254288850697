import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAccount } from '@nats-io/nkeys';
import { z } from 'zod';
import { stateDirectory } from '../repository.ts';
import { writePrivateFile } from './write-private-file.ts';

const secretsSchema = z.record(z.string(), z.string());
/** Passwords by name: `nats`, `webhook`, `role:order`; keys, whose names begin with `key:`; and seeds, with `seed:`. */
export type Secrets = Readonly<Record<string, string>>;

const SECRET_BYTES = 24;
const KEY_BYTES = 32;

/** The secrets of the checkout with these names. Those that it does not have yet are generated and kept. */
export async function ensureSecrets(root: string, names: readonly string[]): Promise<Secrets> {
  const path = join(stateDirectory(root), 'secrets.json');
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const kept = secretsSchema.parse(JSON.parse(text));
  const missing = names.filter((name) => kept[name] === undefined);
  const fresh = missing.map((name) => [name, newSecret(name)]);
  const secrets = { ...kept, ...Object.fromEntries(fresh) };
  if (missing.length > 0)
    await writePrivateFile(path, `${JSON.stringify(secrets, undefined, 2)}\n`);
  return secrets;
}

/** Keys and seeds are made to be used as they are: 32 bytes in base64, and what stands for an account of the broker. */
function newSecret(name: string): string {
  if (name.startsWith('seed:')) return new TextDecoder().decode(createAccount().getSeed());
  return name.startsWith('key:')
    ? randomBytes(KEY_BYTES).toString('base64')
    : randomBytes(SECRET_BYTES).toString('hex');
}

/** @throws when the secret was not asked for before */
export function secretNamed(secrets: Secrets, name: string): string {
  const secret = secrets[name];
  if (secret === undefined) throw new Error(`There is no secret named ${name}.`);
  return secret;
}
