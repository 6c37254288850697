import type { ContractRecord } from '../catalogue/contract-record.ts';
import type { Change } from './change.ts';
import { compareRelease } from './compare-release.ts';
import type { Today } from './today.ts';

/** What was recorded of one release. */
export interface Release {
  readonly name: string;
  readonly contracts: readonly ContractRecord[];
}

/**
 * Compares today with every release, not only with the last: what a release wrote may still be read, and a field that comes back as something else fits the last one and not the
 * one before. The same deed in several releases is one change.
 */
export function compareReleases(releases: readonly Release[], today: Today): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const { name, contracts } of releases) {
    for (const finding of compareRelease(contracts, today)) {
      const { contract, part = '', deed } = finding;
      const id = `${contract.name} ${part} ${deed}`;
      const known = changes.get(id);
      const parties = [...new Set([...(known?.parties ?? []), ...finding.parties])].toSorted();
      changes.set(id, { ...finding, parties, releases: [...(known?.releases ?? []), name] });
    }
  }
  return [...changes.values()];
}
