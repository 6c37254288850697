import type { Store } from './define-store.ts';

/** One figure, and what tells figures of the same measure apart. Attributes have few values: an outcome, never an id. */
export interface Measured {
  readonly value: number;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A figure that is read off the states of a store as they change, for whoever watches the service. It decides nothing. */
export interface Measure<State = unknown> {
  /** Dotted, such as `murmuration.saga.duration`. */
  readonly name: string;
  /** As UCUM writes it: `s`, `By`, `{order}`. */
  readonly unit: string;
  readonly description: string;
  /** Upper bounds of the buckets, ascending. */
  readonly bounds: readonly number[];
  readonly store: Store<State>;
  /** Called for each changed row of a committed batch; undefined when the change says nothing. `before` is undefined for a new row. */
  read(after: State, before: State | undefined): Measured | undefined;
}

/** Defines a measure. */
export function defineMeasure<State>(measure: Measure<State>): Measure<State> {
  return measure;
}
