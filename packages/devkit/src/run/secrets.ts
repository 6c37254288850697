import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { stateDirectory } from '../repository.ts';
import { writePrivateFile } from './write-private-file.ts';

const secretsSchema = z.record(z.string(), z.string());
/** Passwords by name: `nats`, `webhook`, `role:order`. */
export type Secrets = Readonly<Record<string, string>>;

const SECRET_BYTES = 24;

/** The secrets of the checkout with these names. Those that it does not have yet are generated and kept. */
export async function ensureSecrets(root: string, names: readonly string[]): Promise<Secrets> {
  const path = join(stateDirectory(root), 'secrets.json');
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const kept = secretsSchema.parse(JSON.parse(text));
  const missing = names.filter((name) => kept[name] === undefined);
  const fresh = missing.map((name) => [name, randomBytes(SECRET_BYTES).toString('hex')]);
  const secrets = { ...kept, ...Object.fromEntries(fresh) };
  if (missing.length > 0)
    await writePrivateFile(path, `${JSON.stringify(secrets, undefined, 2)}\n`);
  return secrets;
}

/** @throws when the secret was not asked for before */
export function secretNamed(secrets: Secrets, name: string): string {
  const secret = secrets[name];
  if (secret === undefined) throw new Error(`There is no secret named ${name}.`);
  return secret;
}
