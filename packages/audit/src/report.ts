/** A row that breaks an invariant. */
export interface Violation {
  /** Which row: an order, an article, an event and its reaction. */
  readonly subject: string;
  /** What is wrong with it, for people. */
  readonly problem: string;
}

/** What became of one check. */
export interface CheckReport {
  /** The name of the check, which is that of its file. */
  readonly name: string;
  /** The invariant that it is a part of: `I1` … `I13`. */
  readonly invariant: string;
  readonly title: string;
  /** Rows looked at. */
  readonly rows: number;
  /** Of these, rows about which nothing can be said any more: what they would be compared with has left the database by retention. */
  readonly unchecked: number;
  /** Why nothing was looked at at all. */
  readonly skipped?: string;
  /** How many rows break it; `violations` has the first of them. */
  readonly violating: number;
  readonly violations: readonly Violation[];
}

/** What an audit found. */
export interface AuditReport {
  /** The services whose data were looked at. */
  readonly services: readonly string[];
  /** Whether also what holds only once traffic has drained was checked. */
  readonly drained: boolean;
  readonly checks: readonly CheckReport[];
}

/** Whether everything that was looked at is as it must be. */
export function isClean({ checks }: AuditReport): boolean {
  return checks.every(({ violating }) => violating === 0);
}
