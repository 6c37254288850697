import {
  type Connection,
  connectionLost,
  connectionOver,
  DatabaseUnreachable,
  type Live,
} from '@murmuration/choreography/simulation';
import type { Chance } from '../time/chance.ts';
import { later, pause } from '../time/virtual-time.ts';
import { type Change, Transaction } from './transaction.ts';
import type { Life } from './life.ts';
import { MemorySession, type Perform } from './memory-session.ts';
import type { Rules } from './rules.ts';
import { Tables } from './tables.ts';

/** The Postgres server of the simulation, with a schema for each service. */
export class Cluster {
  readonly chance: Chance;
  readonly rules: Rules;
  /** Told of each commit that is about to be made, and by whom. */
  onCommitting: (life: Life) => void = () => undefined;
  /** Told of each commit, for the trace. */
  onCommit: (transaction: Transaction) => void = () => undefined;
  private readonly schemas = new Map<string, Tables>();
  private readonly sessions = new Map<MemorySession, Life>();
  /** What undoes the commits that are not on disk. */
  private unflushed: (() => void)[] = [];
  private isUp = true;
  /** Counts the starts of the server. */
  private start = 1;
  /** How often a session is lost in the midst of a commit. */
  fragility = 0;
  /** How often a commit takes long. */
  slowness = 0;

  constructor(chance: Chance, rules: Rules) {
    this.chance = chance;
    this.rules = rules;
  }

  tables(schema: string): Tables {
    let tables = this.schemas.get(schema);
    if (tables === undefined) {
      tables = new Tables(this.rules);
      this.schemas.set(schema, tables);
    }
    return tables;
  }

  /** A connection of a process, opened anew whenever it was lost. */
  connect(life: Life, schema: string, perform: Perform): Connection {
    return connectionOver(() => this.open(life, schema, perform));
  }

  /** Changes something outside of any session, as the pool of a process does; resolves when it is done. */
  async change<Answer>(
    life: Life,
    schema: string,
    how: (tables: Tables) => { readonly answer: Answer; readonly change?: Change },
    isRelaxed = false,
  ): Promise<Answer> {
    const { start } = this;
    await this.reach(life);
    await pause(this.latency(isRelaxed));
    await this.reach(life);
    if (start !== this.start) throw connectionLost();
    const { answer, change } = how(this.tables(schema));
    if (change !== undefined) this.flush(change(), isRelaxed);
    return answer;
  }

  /** Reads something as it is now. */
  async read<Answer>(life: Life, schema: string, how: (tables: Tables) => Answer): Promise<Answer> {
    await this.reach(life);
    return how(this.tables(schema));
  }

  commit(transaction: Transaction): void {
    const undo = transaction.apply();
    this.flush(undo, transaction.isRelaxed);
    this.onCommit(transaction);
  }

  /** A seeded mistake: what is told is written down in a transaction of its own, by a process that may be gone by then. */
  commitWithoutEvents(transaction: Transaction, isThere: () => boolean): void {
    const rows = transaction.placed.splice(0);
    this.commit(transaction);
    if (rows.length === 0) return;
    const { start } = this;
    later(this.latency(false), () => {
      if (start !== this.start || !isThere()) return;
      const afterwards = new Transaction(transaction.tables);
      afterwards.placed.push(...rows);
      this.commit(afterwards);
    });
  }

  /** Milliseconds that a commit takes. */
  latency(isRelaxed: boolean): number {
    if (this.chance.happens(this.slowness)) return this.chance.between(20, 5_000);
    const [least, most] = isRelaxed ? [0.1, 0.5] : [0.5, 4];
    return this.chance.between(least, most);
  }

  /** A commit of a session is on its way. */
  committing(session: MemorySession): void {
    const life = this.sessions.get(session);
    if (life !== undefined) this.onCommitting(life);
    if (!this.chance.happens(this.fragility)) return;
    later(this.chance.between(0, 2), () => this.forget(session, () => session.lose()));
  }

  /** Whether sessions of this process, at this start of the server, are still there. */
  watch(life: Life): () => boolean {
    const { start } = this;
    return () => !life.isOver && start === this.start;
  }

  /** The server dies with all sessions, and comes back after a while, without what was not on disk. */
  async crash(milliseconds: number): Promise<void> {
    this.isUp = false;
    this.start++;
    const sessions = [...this.sessions.keys()];
    this.sessions.clear();
    for (const session of sessions) session.lose();
    for (const undo of this.unflushed.toReversed()) undo();
    this.unflushed = [];
    for (const tables of this.schemas.values()) tables.locks.clear();
    await pause(milliseconds);
    this.isUp = true;
  }

  /** Cuts some sessions, as a network does; whoever uses them is told. */
  cutSome(share: number): void {
    for (const session of this.sessions.keys()) {
      if (this.chance.happens(share)) this.forget(session, () => session.lose());
    }
  }

  /** A process is gone, and its sessions with it. */
  forgetAll(life: Life): void {
    for (const [session, owner] of this.sessions) {
      if (owner === life) this.forget(session, () => session.cut());
    }
  }

  private forget(session: MemorySession, how: () => void): void {
    this.sessions.delete(session);
    how();
  }

  private async open(life: Life, schema: string, perform: Perform): Promise<Live<MemorySession>> {
    await this.reach(life);
    const session = new MemorySession(this, schema, perform);
    this.sessions.set(session, life);
    const cut = (): void => this.forget(session, () => session.lose());
    const end = async (): Promise<void> => this.forget(session, () => session.cut());
    return { session, cut, end };
  }

  /** Never resolves for a process that is gone. */
  private async reach(life: Life): Promise<void> {
    await life.goesOn();
    if (!this.isUp) throw new DatabaseUnreachable('the database is down');
  }

  /** What was not on disk is there when anything later is. */
  private flush(undo: () => void, isRelaxed: boolean): void {
    if (isRelaxed || !this.rules.isDurable) this.unflushed.push(undo);
    else this.unflushed = [];
  }
}
