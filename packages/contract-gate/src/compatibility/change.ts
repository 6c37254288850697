import type { ContractRecord, Part } from '../catalogue/contract-record.ts';
import type { Direction, Verdict } from './promises.ts';

/** One thing that differs from what was promised, and what it does to whom. */
export interface Change {
  readonly contract: Pick<ContractRecord, 'name' | 'type' | 'version' | 'kind'>;
  readonly part?: Part;
  /** What was done, such as `removed required "total"`. */
  readonly deed: string;
  /** In which directions messages no longer fit; empty when the contract itself or its door is what changed. */
  readonly directions: readonly Direction[];
  readonly verdict: Verdict;
  /** Who is broken, or waited for. */
  readonly parties: readonly string[];
  /** What to do instead. */
  readonly advice: string;
  /** The releases whose promise it breaks. */
  readonly releases: readonly string[];
}

/** A change that one release was found to forbid. */
export type Finding = Omit<Change, 'releases'>;
