import { connectionLost, type Session } from './client.ts';

/** What a parameter may hold. */
export type Value = string | number | boolean | Date | Uint8Array | null;
export type Parameter = Value | readonly Value[];
export type Row = Record<string, unknown>;

/** Marks a promise that is awaited only later as looked after, so that its failure is not called unhandled in between. */
export function awaitedLater<Answer>(promise: Promise<Answer>): Promise<Answer> {
  promise.catch(() => undefined);
  return promise;
}

/** Statements sent one after the other without waiting; the caller waits only for the answers that it needs. */
export class Pipeline {
  private readonly session: Session;
  private readonly answers: Promise<unknown>[] = [];
  /** Rejects when the session is lost: the driver leaves statements that it had not sent yet unanswered. */
  private readonly lost: Promise<never>;

  constructor(session: Session) {
    this.session = session;
    this.lost = new Promise((_, reject) => {
      session.onLost = reject;
    });
    this.lost.catch(() => undefined);
  }

  /** Sends a statement and does not wait; a failure is thrown by `settled`. The types of the parameters are named in its text. */
  send(statement: string, parameters: readonly Parameter[] = []): void {
    void this.ask(statement, parameters).catch(() => undefined);
  }

  /** Sends a statement and waits for its rows. */
  async ask(statement: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    if (this.session.lost) throw connectionLost();
    const sent = this.session.sql
      .unsafe<Row[]>(statement, [...parameters], { prepare: parameters.length > 0 })
      .execute();
    const answer = Promise.race([sent, this.lost]);
    this.answers.push(answer);
    return await answer;
  }

  /** Commits, and waits for all that was sent; throws the first failure. Resolves to what `last` has answered. */
  async commit<Answer>(last: Promise<Answer>): Promise<Answer> {
    this.send('commit');
    const [answer] = await Promise.all([last, this.settled()]);
    return answer;
  }

  /** Waits for all that was sent; throws the first failure. */
  private async settled(): Promise<void> {
    await Promise.all(this.answers);
  }

  /** Ends a failed transaction. Never throws: with a lost session it is over already. */
  async rollback(): Promise<void> {
    await Promise.allSettled(this.answers);
    if (this.session.lost) return;
    await Promise.race([this.session.sql.unsafe('rollback'), this.lost]).catch(() => undefined);
  }
}
