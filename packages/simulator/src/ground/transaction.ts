import type { PlacedRow } from '@murmuration/choreography/simulation';
import type { Holder } from './locks.ts';
import type { Tables } from './tables.ts';

/** Changes something, and returns what changes it back. */
export type Change = () => () => void;

/** What a transaction is about to change; nobody sees it before it is committed. */
export class Transaction implements Holder {
  readonly held = new Set<string>();
  readonly tables: Tables;
  readonly changes: Change[] = [];
  /** What it marks as seen, and what it takes back of that. */
  readonly claimed = new Set<string>();
  /** Commands that it decides. */
  readonly decided = new Set<string>();
  readonly placed: PlacedRow[] = [];
  /** The commit does not wait for the disk. */
  isRelaxed = false;
  /** A statement has failed: nothing more is done in it. */
  hasFailed = false;
  isOver = false;
  private id: bigint | undefined;

  constructor(tables: Tables) {
    this.tables = tables;
  }

  /** Takes an id: from now on a reader of the outbox knows of it. */
  identify(): void {
    if (this.id !== undefined) return;
    this.id = ++this.tables.lastTransaction;
    this.tables.open.add(this.id);
  }

  change(change: Change): void {
    this.changes.push(change);
  }

  /** Makes everything visible at once; returns what would undo it. */
  apply(): () => void {
    const undo = this.changes.map((change) => change());
    for (const entry of this.claimed) undo.push(add(this.tables.inbox, entry));
    if (this.placed.length > 0) undo.push(this.append());
    this.end();
    return () => {
      for (const back of undo.toReversed()) back();
    };
  }

  /** Ends it without a trace, but for the positions that it has drawn. */
  end(): void {
    this.isOver = true;
    this.tables.locks.releaseAll(this);
    if (this.id !== undefined) this.tables.open.delete(this.id);
  }

  private append(): () => void {
    const lanes = Map.groupBy(this.placed, ({ lane }) => lane);
    for (const [lane, rows] of lanes) {
      this.tables.lane(lane).push(...rows);
      this.tables.lane(lane).sort((a, b) => a.seq - b.seq);
    }
    return () => {
      for (const [lane, rows] of lanes) {
        const kept = this.tables.lane(lane).filter((row) => !rows.includes(row));
        this.tables.outbox.set(lane, kept);
      }
    };
  }
}

/** Puts a value under a key; returns what puts the old one back. */
export function put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): () => void {
  const before = map.get(key);
  const had = map.has(key);
  map.set(key, value);
  return () => {
    if (had && before !== undefined) map.set(key, before);
    else map.delete(key);
  };
}

/** Takes a key away; returns what puts it back. */
export function remove<Key, Value>(map: Map<Key, Value>, key: Key): () => void {
  const before = map.get(key);
  map.delete(key);
  return () => {
    if (before !== undefined) map.set(key, before);
  };
}

function add<Item>(set: Set<Item>, item: Item): () => void {
  set.add(item);
  return () => {
    set.delete(item);
  };
}
