import type { Space } from './space.ts';

/** The steps of a world as numbers: which worlds they lead to, and how many of them, at the beginning, are no faults. */
export interface Moves {
  readonly to: Int32Array;
  readonly shelf: Int32Array;
  readonly orderly: number;
}

const MOST_SHELVES = 4_096;

/** Steps that were asked for before, kept without their words. */
export class MoveBook {
  private readonly space: Space;
  private readonly locals: (Moves | undefined)[] = [];
  private readonly shared = new Map<number, Moves>();

  constructor(space: Space) {
    this.space = space;
  }

  /** Those that are known already. */
  known(world: number): Moves | undefined {
    return this.locals[world];
  }

  async local(world: number): Promise<Moves> {
    return (this.locals[world] ??= movesOf(await this.space.local(world)));
  }

  ofShared(world: number, shelf: number): Moves {
    const key = world * MOST_SHELVES + shelf;
    let moves = this.shared.get(key);
    if (moves === undefined) {
      moves = movesOf(this.space.sharedSteps(world, shelf));
      this.shared.set(key, moves);
    }
    return moves;
  }
}

function movesOf(steps: Awaited<ReturnType<Space['local']>>): Moves {
  const orderly = steps.filter(({ fault }) => fault === undefined);
  const all = [...orderly, ...steps.filter(({ fault }) => fault !== undefined)];
  return {
    to: Int32Array.from(all, ({ to }) => to),
    shelf: Int32Array.from(all, ({ shelf }) => shelf),
    orderly: orderly.length,
  };
}
