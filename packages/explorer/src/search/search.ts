import type { Properties } from '../properties/properties.ts';
import { Edges } from './edges.ts';
import { MoveBook } from './moves.ts';
import { type Rest, Rests } from './rests.ts';
import { OutOfNumbers, type Position, Seats } from './seats.ts';
import type { Space } from './space.ts';
import { StateTable } from './table.ts';

/** How far a search may go, and how. */
export interface SearchOptions {
  /** Whether an order that nobody can tell anything any more goes on by itself first. */
  readonly isReduced: boolean;
  readonly mostStates: number;
  /** By the clock of `performance.now`, in milliseconds. */
  readonly until: number;
  /** Ends the search when this property is broken, or `any`; without, it goes on. */
  readonly lookingFor?: string;
}

/** A property that was broken, and the state in which. */
export interface Violation {
  readonly property: string;
  /** The place in the table of positions; undefined when it is inside what an order does by itself. */
  readonly at: number | undefined;
  readonly to?: Position;
}

export interface Found {
  readonly states: number;
  readonly worlds: number;
  readonly steps: number;
  readonly rests: number;
  readonly endings: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
  /** Why it stopped before everything was seen. */
  readonly stopped: string | undefined;
}

/** A search, breadth first: what is found first is nearest to the beginning. */
export class Search {
  readonly table = new StateTable();
  readonly seats: Seats;
  private readonly space: Space;
  private readonly properties: Properties;
  private readonly options: SearchOptions;
  private readonly orders: number;
  private readonly book: MoveBook;
  private readonly rests: Rests;
  private readonly edges = new Edges();
  private readonly ends: number[] = [];
  private readonly endings = new Map<string, number>();
  private readonly violations = new Map<string, Violation>();
  private readonly reached = new Set<number>();
  /** The position that is being followed. */
  private current = -1;

  constructor(space: Space, properties: Properties, options: SearchOptions) {
    this.space = space;
    this.properties = properties;
    this.options = options;
    this.orders = space.model.orders;
    this.seats = new Seats(this.orders);
    this.book = new MoveBook(space);
    this.rests = new Rests(space, this.book, (world, from) => this.reach(world, from, undefined));
  }

  async run(): Promise<Found> {
    let stopped: string | undefined;
    try {
      await this.begin();
      stopped = await this.follow();
    } catch (error) {
      if (!(error instanceof OutOfNumbers)) throw error;
      stopped = error.message;
    }
    if (stopped === undefined) this.findDeadEnds();
    return {
      states: this.table.size,
      worlds: this.reached.size,
      steps: this.edges.count + this.rests.steps,
      rests: this.ends.length,
      endings: this.endings,
      violations: [...this.violations.values()],
      stopped,
    };
  }

  private async begin(): Promise<void> {
    const { beginnings, shelf } = this.space.model;
    const first = this.space.parts.shelves.number(shelf);
    const worlds = beginnings.map((world) => this.space.parts.pack(world));
    for (const chosen of combinations(worlds, this.orders)) {
      await this.arrive({ shelf: first, worlds: chosen });
    }
  }

  private async follow(): Promise<string | undefined> {
    for (this.current = 0; this.current < this.table.size; this.current++) {
      if (this.isDone()) return 'found what was looked for';
      if (this.table.size > this.options.mostStates) return 'the limit of states';
      if (this.current % 256 === 0 && performance.now() > this.options.until)
        return 'the limit of time';
      await this.followOne(this.seats.read(this.table.at(this.current), this.orders));
    }
    return this.isDone() ? 'found what was looked for' : undefined;
  }

  private async followOne(position: Position): Promise<void> {
    const { shelf, worlds } = position;
    let orderly = 0;
    for (const [at, world] of worlds.entries()) {
      if (worlds[at - 1] === world) continue;
      const own = await this.localMoves(world);
      const shared = this.book.ofShared(world, shelf);
      for (const to of own.to) await this.step(position, at, to, shelf);
      for (const [which, to] of shared.to.entries()) {
        await this.step(position, at, to, shared.shelf[which] ?? shelf);
      }
      orderly += own.orderly + shared.orderly;
    }
    if (orderly === 0) this.end(position);
  }

  /** An order that goes on by itself has done so before it came to stand in a position. */
  private async localMoves(world: number) {
    if (this.options.isReduced && !this.space.mayBeTold(world)) return STILL;
    return await this.book.local(world);
  }

  private async step(from: Position, at: number, to: number, shelf: number): Promise<void> {
    const position = { shelf, worlds: from.worlds.with(at, to) };
    this.reach(to, from.worlds[at] ?? 0, position);
    if (this.options.isReduced) await this.arrive(position);
    else this.stand(position);
  }

  private async arrive({ shelf, worlds }: Position): Promise<void> {
    const rests: (readonly number[])[] = [];
    for (const world of worlds) {
      this.reach(world, world, { shelf, worlds });
      const rest = this.options.isReduced ? this.rests.found(world) : NO_REST(world);
      const { endless, worlds: found } = rest ?? (await this.rests.of(world));
      if (endless !== undefined) this.report('an end stays possible', undefined);
      rests.push(found);
    }
    for (const chosen of products(rests)) this.stand({ shelf, worlds: chosen });
  }

  private stand(position: Position): void {
    const key = this.seats.write(position);
    const isNew = this.table.add(key, this.current);
    if (this.current >= 0)
      this.edges.add(this.current, isNew ? this.table.size - 1 : this.table.indexOf(key));
    if (!isNew) return;
    const place = this.table.size - 1;
    for (const name of this.properties.together(position.shelf, position.worlds)) {
      this.report(name, place, position);
    }
  }

  /** Judges a world when it is first reached, and each way to it. */
  private reach(world: number, from: number, position: Position | undefined): void {
    if (this.reached.has(world)) {
      if (from !== world) this.judgeStep(from, world, position);
      return;
    }
    this.reached.add(world);
    this.judgeStep(from, world, position);
    for (const name of this.properties.always(world)) this.report(name, undefined, position);
  }

  private judgeStep(from: number, to: number, position: Position | undefined): void {
    for (const name of this.properties.step(from, to)) this.report(name, undefined, position);
  }

  private end({ shelf, worlds }: Position): void {
    this.ends.push(this.current);
    for (const world of worlds) {
      const ending = this.properties.ending(world);
      this.endings.set(ending, (this.endings.get(ending) ?? 0) + 1);
      for (const name of this.properties.atRest(world, shelf)) this.report(name, this.current);
    }
  }

  private report(property: string, at: number | undefined, to?: Position): void {
    if (this.violations.has(property)) return;
    const place = at ?? (this.options.isReduced || this.current < 0 ? undefined : this.current);
    this.violations.set(property, { property, at: place, ...(to !== undefined && { to }) });
  }

  private isDone(): boolean {
    const { lookingFor } = this.options;
    if (lookingFor === 'any') return this.violations.size > 0;
    return lookingFor !== undefined && this.violations.has(lookingFor);
  }

  private findDeadEnds(): void {
    const leads = this.edges.leadingTo(this.ends, this.table.size);
    const stuck = leads.indexOf(0);
    if (stuck >= 0) this.report('an end stays possible', stuck);
  }
}

const NO_REST = (world: number): Rest => ({ worlds: [world], endless: undefined });
const STILL = { to: new Int32Array(0), shelf: new Int32Array(0), orderly: 0 };

/** All choices of so many, with repetition, whose order does not matter. */
function combinations(items: readonly number[], count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  return items.flatMap((item, at) =>
    combinations(items.slice(at), count - 1).map((rest) => [item, ...rest]),
  );
}

function products(choices: readonly (readonly number[])[]): readonly (readonly number[])[] {
  let all: readonly (readonly number[])[] = [[]];
  for (const choice of choices) all = all.flatMap((some) => choice.map((item) => [...some, item]));
  return all;
}
