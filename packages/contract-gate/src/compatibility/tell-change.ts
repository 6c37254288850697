import { list } from './advice.ts';
import type { Change } from './change.ts';
import type { Direction } from './promises.ts';

/** A change in one line: what was done, and who is broken by it or waited for. */
export function headline({ contract, part, deed, verdict, parties }: Change): string {
  const where = part === undefined || part === 'data' ? '' : `${part}: `;
  const effect =
    verdict === 'breaks'
      ? `breaks ${list(parties)}`
      : `needs an order of rollout for ${list(parties)}`;
  return `${contract.type} v${contract.version}: ${where}${deed}; ${effect}`;
}

/** A change with its reasons and what to do about it. */
export function tellChange(change: Change): string {
  const { contract, directions, releases, advice } = change;
  const kept = contract.kind === 'event' || contract.kind === 'command';
  const reasons = directions.map((direction) => `    ${reasonOf(direction, kept)}`);
  const since = `    promised in release ${releases.join(', ')}`;
  const instead = `    ${change.verdict === 'breaks' ? 'instead: ' : ''}${advice}`;
  return [`  ${headline(change)}`, ...reasons, since, instead].join('\n');
}

function reasonOf(direction: Direction, isKept: boolean): string {
  if (direction === 'new-to-old') {
    return 'processes that still run the old version cannot read what a new one writes';
  }
  return isKept
    ? 'the new version cannot read what was written before: in streams, outboxes, dead letters, by old processes'
    : 'the new version cannot read what an old process writes';
}
