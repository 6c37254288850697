import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkChoreography } from './checks/check-choreography.ts';
import type { Rights } from './checks/find-missing-permissions.ts';
import { findingText } from './checks/finding.ts';
import { composeDocuments, type Document } from './documents/compose-documents.ts';
import { buildGraph } from './graph/build-graph.ts';
import type { Choreography } from './graph/choreography.ts';

/** What is looked at, and what is done with it. */
export interface Assignment {
  readonly choreography: Choreography;
  readonly rightsOf: ReadonlyMap<string, Rights>;
  /** The folder that documents are written below. */
  readonly root: string;
  /** Whether documents are only compared with what they should be. */
  readonly onlyCheck: boolean;
  readonly say: (line: string) => void;
}

/** Checks a choreography and writes its documents, or compares them. Returns whether all is well; the last line says it too. */
export async function runChoreography(assignment: Assignment): Promise<boolean> {
  const { choreography, rightsOf, root, onlyCheck, say } = assignment;
  const findings = checkChoreography(choreography, rightsOf);
  for (const finding of findings) say(`\n${findingText(finding)}`);
  const graph = buildGraph(choreography);
  const documents = await composeDocuments(graph, (path) => readFileSync(join(root, path), 'utf8'));
  const stale = documents.filter((document) => isStale(root, document));
  if (onlyCheck) for (const { path } of stale) say(`\n${staleText(root, path)}`);
  else for (const { path, text } of stale) writeDocument(join(root, path), text);
  const { services, steps, sagas } = graph;
  const size = `${services.length} services, ${steps.length} steps, ${sagas.length} sagas`;
  const isGood = findings.length === 0 && !(onlyCheck && stale.length > 0);
  const drawn = onlyCheck ? `${stale.length} stale` : `${stale.length} written`;
  const verdict = isGood ? 'all good' : 'BAD';
  say(
    `Choreography: ${verdict} (${size}; ${findings.length} findings; ${documents.length} documents, ${drawn})`,
  );
  return isGood;
}

const isStale = (root: string, { path, text }: Document): boolean =>
  !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text;

function staleText(root: string, path: string): string {
  const what = existsSync(join(root, path)) ? 'differs from' : 'is missing beside';
  return `${path}  [stale]\n    It ${what} what the definitions say.\n    → Run npm run choreography, look at the difference, and commit it.`;
}

function writeDocument(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
