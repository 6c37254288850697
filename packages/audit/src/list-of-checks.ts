import type { Invariant } from './define-invariant.ts';
import { invariants } from './invariants.ts';

/** What a check is about, without how it is done. */
export type CheckDescription = Pick<Invariant, 'name' | 'id' | 'title' | 'meaning' | 'holds'>;

/** Every check that an audit can make, in the order of the invariants. */
export const listOfChecks: readonly CheckDescription[] = invariants.map(
  ({ name, id, title, meaning, holds }) => ({ name, id, title, meaning, holds }),
);
