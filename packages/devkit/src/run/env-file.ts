import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { stateDirectory } from '../repository.ts';

export type Variables = Readonly<Record<string, string>>;

const QUOTES = ["'", '"', '`'];

export function envFilePath(root: string, service: string): string {
  return join(stateDirectory(root), 'env', `${service}.env`);
}

/**
 * The text of a file for `node --env-file`.
 * @throws when a value cannot be written in that format: it has all three kinds of quotes
 */
export function formatEnvFile(variables: Variables): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${quote(name, value)}\n`)
    .join('');
}

/** What the file of a service says; undefined when there is none. */
export async function readEnvFile(root: string, service: string): Promise<Variables | undefined> {
  const text = await readFile(envFilePath(root, service), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const pairs = Object.entries(parseEnv(text));
  return Object.fromEntries(pairs.map(([name, value]) => [name, value ?? '']));
}

function quote(name: string, value: string): string {
  const mark = QUOTES.find((candidate) => !value.includes(candidate));
  if (mark === undefined) throw new Error(`The value of ${name} has all of ' " and \` in it.`);
  return `${mark}${value}${mark}`;
}
