import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { contextOf, contractRecord, type ContractRecord } from '../catalogue/contract-record.ts';
import type { Release } from '../compatibility/compare-releases.ts';

const records = z.array(contractRecord);
const DIGITS = 4;

/** Every release in a folder, the oldest first. Throws when a file is not what was recorded there. */
export async function readReleases(folder: string): Promise<readonly Release[]> {
  const names = await readdir(folder).catch(() => []);
  const releases = names.filter((name) => /^\d{4}$/.test(name)).toSorted();
  return await Promise.all(releases.map((name) => readRelease(folder, name)));
}

async function readRelease(folder: string, name: string): Promise<Release> {
  const files = (await readdir(join(folder, name))).toSorted();
  const contents = await Promise.all(files.map((file) => readRecords(join(folder, name, file))));
  return { name, contracts: contents.flat() };
}

async function readRecords(file: string): Promise<readonly ContractRecord[]> {
  const read = records.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (read.success) return read.data;
  throw new Error(`${file} is not as it was recorded: ${z.prettifyError(read.error)}`);
}

/** Records a release after all others, a file for each context. Returns its name. */
export async function writeRelease(
  folder: string,
  contracts: readonly ContractRecord[],
): Promise<string> {
  const last = (await readReleases(folder)).at(-1)?.name ?? '0';
  const name = String(Number(last) + 1).padStart(DIGITS, '0');
  await mkdir(join(folder, name), { recursive: true });
  const byContext = Map.groupBy(contracts, contextOf);
  for (const [context, own] of byContext) {
    await writeFile(join(folder, name, `${context}.json`), `${JSON.stringify(own, null, 2)}\n`);
  }
  return name;
}
