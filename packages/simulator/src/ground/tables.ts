import type { Mark, OpenRepair, PlacedRow, Row } from '@murmuration/choreography/simulation';
import { Locks } from './locks.ts';
import type { Rules } from './rules.ts';

/** A timer as it stands in the database. */
export interface TimerRow {
  readonly event: string;
  readonly key: string;
  readonly dueAt: number;
  readonly row: Row;
}

/** A dead letter. */
export interface Letter {
  readonly id: string;
  readonly reaction: string;
  readonly messageId: string;
  readonly subject: string;
  readonly position: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
  readonly error: string;
}

/** Who relays a lane, and what was recorded of it. */
export interface LaneRow {
  readonly owner: string;
  readonly fence: number;
  readonly leasedUntil: number;
  readonly settled: string;
  readonly broker: string;
  /** Whether the session that wrote this is still there. */
  readonly isHeld: () => boolean;
}

/** A mark, and when it was taken. */
export interface TakenMark extends Mark {
  readonly takenAt: number;
}

/** What a service has committed, and the locks of those that are about to. */
export class Tables {
  /** The rows of each store's table, by key. */
  readonly stores = new Map<string, Map<string, Row>>();
  readonly inbox = new Set<string>();
  readonly commands = new Map<string, Row>();
  readonly timers = new Map<string, TimerRow>();
  readonly outbox = new Map<number, PlacedRow[]>();
  /** The last position that was drawn, of each lane. Never goes back. */
  readonly sequences = new Map<number, number>();
  readonly failing = new Map<string, number>();
  readonly letters = new Map<string, Letter>();
  readonly lanes = new Map<number, LaneRow>();
  readonly marks = new Map<string, readonly TakenMark[]>();
  readonly repairs = new Map<string, OpenRepair & { readonly lane: number }>();
  readonly locks = new Locks();
  /** Ids of transactions that have one and have not ended. */
  readonly open = new Set<bigint>();
  lastTransaction = 0n;
  readonly rules: Rules;

  constructor(rules: Rules) {
    this.rules = rules;
  }

  table(name: string): Map<string, Row> {
    let table = this.stores.get(name);
    if (table === undefined) {
      table = new Map();
      this.stores.set(name, table);
    }
    return table;
  }

  lane(lane: number): PlacedRow[] {
    let rows = this.outbox.get(lane);
    if (rows === undefined) {
      rows = [];
      this.outbox.set(lane, rows);
    }
    return rows;
  }
}
