import { readSummaries } from './catalogue/read-summaries.ts';
import type { Catalogue } from './catalogue/describe-catalogue.ts';
import { type Change } from './compatibility/change.ts';
import { compareReleases, type Release } from './compatibility/compare-releases.ts';
import { tellChange } from './compatibility/tell-change.ts';
import { describeToday, type Today } from './compatibility/today.ts';
import { checkReliances, tellRelianceProblem } from './corpus/check-reliances.ts';
import { type CorpusEntry, readCorpus } from './corpus/recorded-bodies.ts';
import { replay, tellReplayProblem } from './corpus/replay.ts';
import { renderDocuments } from './documents/render-documents.ts';
import { staleDocuments, writeDocuments } from './documents/document-files.ts';
import { findUnreadFields } from './fields/unread-fields.ts';
import { tellFields } from './fields/tell-fields.ts';
import type { GateOptions } from './options.ts';
import type { Places } from './places.ts';
import { readReleases, writeRelease } from './releases/release-store.ts';

/** Prints a line. */
export type Say = (line: string) => void;

interface Findings {
  readonly broken: readonly string[];
  readonly rollouts: readonly string[];
}

/** Runs the gate over a catalogue. Returns the exit code; the last line says the result. */
export async function gate(
  catalogue: Catalogue,
  places: Places,
  options: GateOptions,
  say: Say,
): Promise<number> {
  const releases = await readReleases(places.released);
  const corpus = await readCorpus(places.recorded, releases);
  const today = describeToday(catalogue);
  const { broken, rollouts } = findingsOf(catalogue, today, releases, corpus);
  const stale = await bringDocuments(catalogue, places, options, say);
  if (rollouts.length > 0) say(['fine, in the right order:', ...rollouts].join('\n'));
  if (broken.length > 0) say(['not kept:', ...broken].join('\n'));
  const report = await findUnreadFields(catalogue, corpus);
  say(tellFields(report, options.unread));
  const failed = broken.length + stale.length;
  if (failed > 0) {
    const refused = options.release ? '; no release was recorded' : '';
    say(
      `contracts: BAD, ${counted(broken.length, 'broken promise')}, ${counted(stale.length, 'stale document')}${refused}`,
    );
    return 1;
  }
  const name = options.release ? await writeRelease(places.released, today.records) : undefined;
  const recorded = name === undefined ? '' : `; recorded release ${name}`;
  say(
    `contracts: good, ${today.records.length} contracts keep what ${counted(releases.length, 'release')} promised, ${corpus.length} recorded bodies are read${recorded}`,
  );
  return 0;
}

function findingsOf(
  catalogue: Catalogue,
  today: Today,
  releases: readonly Release[],
  corpus: readonly CorpusEntry[],
): Findings {
  const changes: readonly Change[] = compareReleases(releases, today);
  const told = (verdict: Change['verdict']) =>
    changes.filter((change) => change.verdict === verdict).map(tellChange);
  return {
    broken: [
      ...told('breaks'),
      ...replay(catalogue, corpus).map(tellReplayProblem),
      ...checkReliances(catalogue).map(tellRelianceProblem),
    ],
    rollouts: told('rollout'),
  };
}

/** Writes the documents, or with `--check` says which are not as they should be. Returns those that count as failures. */
async function bringDocuments(
  catalogue: Catalogue,
  places: Places,
  { check }: GateOptions,
  say: Say,
): Promise<readonly string[]> {
  const documents = renderDocuments(catalogue, await readSummaries(places.contracts));
  if (check) {
    const stale = await staleDocuments(places.documents, documents);
    for (const path of stale) say(`docs/contracts/${path} is stale: npm run contracts writes it`);
    return stale;
  }
  for (const path of await writeDocuments(places.documents, documents)) {
    say(`wrote docs/contracts/${path}`);
  }
  return [];
}

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;
