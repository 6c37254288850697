/** Something that must not be. */
export interface Finding {
  /** The invariant that is broken: `I3`. */
  readonly invariant: string;
  readonly what: string;
}

/** One time that a scenario was played. */
export interface Played {
  readonly orders: number;
  readonly faults: number;
  readonly findings: readonly Finding[];
  /** From the end of the fault until everything that had come in by then had its end, in seconds. Absent when it never had. */
  readonly recoverySeconds: number | undefined;
  /** How many orders ended in which way. */
  readonly ends: ReadonlyMap<string, number>;
  readonly sights: readonly string[];
  /** How many rows each check of the audit has looked at. */
  readonly looked: ReadonlyMap<string, number>;
  /** What was done, and when. */
  readonly story: readonly string[];
}
