/** What must hold, for worlds and shelves by their numbers. Each finding is the name of a property that is broken. */
export interface Properties {
  /** At every moment, for each order. */
  always(world: number): readonly string[];
  /** At every moment, for all orders together. */
  together(shelf: number, worlds: readonly number[]): readonly string[];
  /** From one moment to the next. */
  step(from: number, to: number): readonly string[];
  /** When nothing is left to happen. */
  atRest(world: number, shelf: number): readonly string[];
  /** How it ended for one order, in words. */
  ending(world: number): string;
  /** The endings that must be reached for an exploration to mean anything. */
  readonly endings: readonly string[];
}
