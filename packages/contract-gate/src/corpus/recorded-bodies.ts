import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { contractRecord, type RecordedBody } from '../catalogue/contract-record.ts';
import type { Release } from '../compatibility/compare-releases.ts';

/** A body of one version of a contract, and where it comes from. */
export interface CorpusEntry {
  /** Such as `order.placed.v1`. */
  readonly name: string;
  readonly from: string;
  readonly recorded: RecordedBody;
}

const bodies = z.array(contractRecord.shape.examples.element);

/** Every body that was ever recorded: the examples of all releases, and what was taken from running shops. */
export async function readCorpus(
  folder: string,
  releases: readonly Release[],
): Promise<readonly CorpusEntry[]> {
  return [...examplesOf(releases), ...(await readRecorded(folder))];
}

/** The examples that releases remember. One that says the same as in an earlier release is the same. */
export function examplesOf(releases: readonly Release[]): readonly CorpusEntry[] {
  const entries = new Map<string, CorpusEntry>();
  for (const { name: release, contracts } of releases) {
    for (const { name, examples } of contracts) {
      examples.forEach((recorded, at) => {
        const id = `${name} ${JSON.stringify(recorded)}`;
        const from = `example ${at + 1} of release ${release}`;
        if (!entries.has(id)) entries.set(id, { name, from, recorded });
      });
    }
  }
  return [...entries.values()];
}

async function readRecorded(folder: string): Promise<readonly CorpusEntry[]> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.json'));
  const contents = await Promise.all(
    files.toSorted().map(async (file) => {
      const name = file.slice(0, -'.json'.length);
      const recorded = await readBodies(join(folder, file));
      return recorded.map((each, at) => ({
        name,
        recorded: each,
        from: `recorded body ${at + 1}`,
      }));
    }),
  );
  return contents.flat();
}

/** The recorded bodies of one contract; none when there is no such file. */
export async function readBodies(file: string): Promise<readonly RecordedBody[]> {
  const text = await readFile(file, 'utf8').catch(() => '[]');
  return bodies.parse(JSON.parse(text));
}

/** Writes the recorded bodies of one contract. */
export async function writeBodies(
  folder: string,
  name: string,
  all: readonly RecordedBody[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(all, null, 2)}\n`);
}
