import { Edges } from './edges.ts';
import type { MoveBook } from './moves.ts';
import type { Space } from './space.ts';

/** What an order comes to by itself. */
export interface Rest {
  /** The worlds in which it has nothing left to do by itself. */
  readonly worlds: readonly number[];
  /** A world from which it can never come to rest; undefined when there is none. */
  readonly endless: number | undefined;
}

/**
 * Lets one order go on by itself, in every order of its own steps, until it rests.
 *
 * Why nothing is lost: once nothing that the shared service may still say concerns an order, its local steps touch rows, calls and messages that nobody else touches, and
 * nobody else adds any; they only add messages for the shared service. So they commute with every step of every other order and with the shared service's own: an
 * execution in which they come later has the same worlds, one by one, and the same shelves, as one in which they come first.
 */
export class Rests {
  private readonly space: Space;
  private readonly book: MoveBook;
  private readonly reach: (world: number, from: number) => void;
  private readonly known = new Map<number, Rest>();
  /** Steps that were followed. */
  steps = 0;

  constructor(space: Space, book: MoveBook, reach: (world: number, from: number) => void) {
    this.space = space;
    this.book = book;
    this.reach = reach;
  }

  /** What is known already. */
  found(world: number): Rest | undefined {
    return this.known.get(world);
  }

  /** The rests of a world; the world itself while others may still have something to tell it. */
  async of(world: number): Promise<Rest> {
    const known = this.known.get(world);
    if (known !== undefined) return known;
    const found = this.space.mayBeTold(world)
      ? { worlds: [world], endless: undefined }
      : await this.run(world);
    this.known.set(world, found);
    return found;
  }

  private async run(first: number): Promise<Rest> {
    const places = new Map([[first, 0]]);
    const queue = [first];
    const ends: number[] = [];
    const edges = new Edges();
    for (let at = 0; at < queue.length; at++) {
      const world = queue[at] ?? 0;
      const { to, orderly } = await this.book.local(world);
      if (orderly === 0) ends.push(at);
      for (const next of to) {
        this.reach(next, world);
        let place = places.get(next);
        if (place === undefined) {
          place = queue.length;
          places.set(next, place);
          queue.push(next);
        }
        edges.add(at, place);
      }
    }
    this.steps += edges.count;
    const leads = edges.leadingTo(ends, queue.length);
    return {
      worlds: ends.map((at) => queue[at] ?? 0),
      endless: queue[leads.indexOf(0)],
    };
  }
}
