import { setTimeout as sleep } from 'node:timers/promises';
import type { LanePosition } from '../outbox/lane-position.ts';
import { Comparison } from './comparison.ts';
import type { RepairStatements, Scope } from './repair-store.ts';
import type { Views } from './stream-views.ts';

/** Leaves the broker and the event loop to others between two readings, in milliseconds. */
const PAUSE_MS = 5;

/** Where to look, and for what. */
export interface Search {
  readonly scope: Scope;
  /** Only rows that are settled here are looked for. */
  readonly settled: LanePosition;
  /** The first place of the stream, and the last at which one of the rows can stand. */
  readonly from: number;
  readonly upTo: number;
  /** Whether somebody still wants to know. */
  readonly isWanted: () => boolean;
}

/** Reads what the stream of events holds, and returns the positions of settled rows that it does not; undefined when the search was given up. */
export async function findMissing(
  store: RepairStatements,
  views: Views,
  { scope, settled, from, upTo, isWanted }: Search,
): Promise<LanePosition | undefined> {
  const comparison = new Comparison();
  const chunks = store.retained(scope, 0);
  let rowsAreLeft = true;
  let next: number | undefined = from;
  while (rowsAreLeft || next !== undefined) {
    if (!isWanted()) return undefined;
    if (next !== undefined && (comparison.wantsHeld || !rowsAreLeft)) {
      const held = await views.idsFrom(next);
      for (const id of held.ids) comparison.holds(id);
      next = held.next !== undefined && held.next <= upTo ? held.next : undefined;
      await sleep(PAUSE_MS);
    } else {
      const chunk = await chunks.next();
      rowsAreLeft = chunk.done !== true;
      for (const { seq, id } of chunk.value ?? []) {
        if (settled.isSettled(seq)) comparison.row(seq, id);
      }
    }
  }
  return comparison.finish();
}
