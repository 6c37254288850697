import type { Played } from './finding.ts';

/** The checks of the audit that have looked at no row in any of these runs: they have proved nothing. */
export function idleChecks(all: readonly Played[]): readonly string[] {
  const rows = new Map<string, number>();
  for (const { looked } of all) {
    for (const [name, count] of looked) rows.set(name, (rows.get(name) ?? 0) + count);
  }
  return [...rows].flatMap(([name, count]) => (count === 0 ? [name] : []));
}
