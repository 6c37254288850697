import type { Facts } from './facts.ts';
import type { Violation } from './report.ts';

/**
 * A look at rows: a statement with a row for each thing looked at, with the columns `subject` (which one; unique within the check) and `problem` (null when
 * it is as it must be), and, if the invariant is `partial`, `known` (false when what it would be compared with has left the database).
 */
export interface Look {
  readonly sql: string;
  readonly parameters?: readonly Parameter[];
}

/** A parameter of a statement. Arrays carry many rows. */
export type Parameter = string | number | boolean | null | readonly (string | number | null)[];

/** What is not found in the database: how many things were looked at, and which are wrong. */
export interface Examination {
  readonly rows: number;
  readonly violations: readonly Violation[];
}

interface InvariantBasis {
  /** The name of the file without its ending. */
  readonly name: string;
  /** As docs/reliability.md counts them; one invariant may have several checks. */
  readonly id: string;
  readonly title: string;
  /** What it means, in a sentence. */
  readonly meaning: string;
  /** `always`: also in the midst of traffic, in any one view of the database. `drained`: once nothing is under way any more. */
  readonly holds: 'always' | 'drained';
  /** The services whose data it is about; it is skipped when the database has not all of them. */
  readonly about: readonly string[];
}

/** An invariant over the database, and perhaps the provider's ledger. */
export interface TableInvariant extends InvariantBasis {
  readonly kind: 'table';
  /** Whether rows are looked at about which retention leaves nothing to say; their looks have a column `known`. */
  readonly partial?: boolean;
  readonly comparesWith?: 'provider';
  readonly looks: (facts: Facts) => readonly Look[];
}

/** An invariant over something that is no table. */
export interface OutsideInvariant extends InvariantBasis {
  readonly kind: 'outside';
  /** Why it cannot be examined at all, if it cannot. */
  readonly obstacle: (facts: Facts) => string | undefined;
  readonly examine: (facts: Facts) => Promise<Examination>;
}

export type Invariant = TableInvariant | OutsideInvariant;

/** Defines an invariant over tables. */
export function defineInvariant(invariant: Omit<TableInvariant, 'kind'>): TableInvariant {
  return { kind: 'table', ...invariant };
}

/** Defines an invariant over something outside of the database. */
export function defineOutsideInvariant(
  invariant: Omit<OutsideInvariant, 'kind'>,
): OutsideInvariant {
  return { kind: 'outside', ...invariant };
}
