import {
  connectionLost,
  type Row,
  type Session,
  type Value,
} from '@murmuration/choreography/simulation';
import { pause } from '../time/virtual-time.ts';
import type { Cluster } from './cluster.ts';
import { failed } from './failed.ts';
import { Transaction } from './transaction.ts';

/** What a statement of a service comes to. */
export type Perform = (
  transaction: Transaction,
  text: string,
  parameters: readonly Value[],
) => Promise<readonly Row[]> | readonly Row[];

/** A session with the database of the simulation: statements one after the other, in transactions as Postgres has them. */
export class MemorySession implements Session {
  lost = false;
  onLost: (error: Error) => void = () => undefined;
  private readonly cluster: Cluster;
  private readonly schema: string;
  private readonly perform: Perform;
  private last: Promise<unknown> = Promise.resolve();
  private transaction: Transaction | undefined;
  private isCommitting = false;

  constructor(cluster: Cluster, schema: string, perform: Perform) {
    this.cluster = cluster;
    this.schema = schema;
    this.perform = perform;
  }

  query(text: string, parameters: readonly Value[]): Promise<readonly Row[]> {
    const answer = this.last.then(() => this.answer(text, parameters));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  /**
   * Ends it without a word to whoever uses it. A commit that is on its way may have come to its end or not; only chance knows.
   */
  cut(): void {
    if (this.lost) return;
    this.lost = true;
    const { transaction } = this;
    this.transaction = undefined;
    if (transaction === undefined) return;
    if (this.isCommitting && !transaction.hasFailed && this.cluster.chance.happens(0.5)) {
      this.cluster.commit(transaction);
    } else transaction.end();
  }

  /** As `cut`, and whoever uses it is told. */
  lose(): void {
    if (this.lost) return;
    this.cut();
    this.onLost(connectionLost());
  }

  private async answer(text: string, parameters: readonly Value[]): Promise<readonly Row[]> {
    if (this.lost) throw connectionLost();
    switch (text) {
      case 'begin':
        this.transaction = new Transaction(this.cluster.tables(this.schema));
        return [];
      case 'commit':
        return await this.commit();
      case 'rollback':
        this.transaction?.end();
        this.transaction = undefined;
        return [];
      default:
        return this.transaction === undefined
          ? await this.alone(text, parameters)
          : await this.within(this.transaction, text, parameters);
    }
  }

  private async within(
    transaction: Transaction,
    text: string,
    parameters: readonly Value[],
  ): Promise<readonly Row[]> {
    if (transaction.hasFailed) throw failed('25P02', 'the transaction has failed already');
    try {
      return await this.perform(transaction, text, parameters);
    } catch (error) {
      transaction.hasFailed = true;
      throw error;
    }
  }

  private async commit(): Promise<readonly Row[]> {
    const { transaction } = this;
    if (transaction === undefined) return [];
    this.isCommitting = true;
    this.cluster.committing(this);
    await pause(this.cluster.latency(transaction.isRelaxed));
    this.isCommitting = false;
    if (this.lost) throw connectionLost();
    this.transaction = undefined;
    if (transaction.hasFailed) transaction.end();
    else if (this.cluster.rules.writesEventsAlong) this.cluster.commit(transaction);
    else this.cluster.commitWithoutEvents(transaction, () => !this.lost);
    return [];
  }

  /** A statement outside of any transaction is one of its own. */
  private async alone(text: string, parameters: readonly Value[]): Promise<readonly Row[]> {
    const transaction = new Transaction(this.cluster.tables(this.schema));
    this.transaction = transaction;
    try {
      const rows = await this.within(transaction, text, parameters);
      if (transaction.changes.length > 0) await this.commit();
      return rows;
    } finally {
      transaction.end();
      if (this.transaction === transaction) this.transaction = undefined;
    }
  }
}
