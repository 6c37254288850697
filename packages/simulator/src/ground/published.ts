import { LanePosition } from '@murmuration/choreography/simulation';
import type { Tables } from './tables.ts';

/** Whether every row of the outbox is recorded as published. */
export function isPublished({ outbox, lanes }: Tables): boolean {
  return [...outbox].every(([lane, rows]) => {
    const position = LanePosition.parse(lanes.get(lane)?.settled ?? '{}');
    return rows.every(({ seq }) => position.isSettled(seq));
  });
}
