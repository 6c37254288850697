import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bug } from './bug.ts';

/** A build of services that has bugs until it is mended. */
export interface FaultyBuild {
  /** For services that shall be of this build. */
  readonly env: Readonly<Record<string, string>>;
  /** Services that start from now on have no bugs. */
  mend(): void;
  /** Removes what was written. */
  remove(): void;
}

const REGISTER = pathToFileURL(join(import.meta.dirname, 'register.ts')).href;

export function faultyBuild(bugs: readonly Bug[]): FaultyBuild {
  const directory = mkdtempSync(join(tmpdir(), 'murmuration-faulty-build-'));
  const list = join(directory, 'bugs.json');
  writeFileSync(list, JSON.stringify(bugs));
  return {
    env: { NODE_OPTIONS: `--import ${REGISTER}`, FAULTY_BUILD: list },
    mend: () => rmSync(list, { force: true }),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
