import type { Connection } from './connection.ts';
import { arrayLiteral } from './array-literal.ts';
import type { Row, Session, Value } from './session.ts';
import { connectionLost } from './transient.ts';

/** What a parameter may hold. */
export type Parameter = Value | readonly Value[];

/** A statement and its parameters. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly Parameter[];
}

/** Marks a promise that is awaited only later as looked after, so that its failure is not called unhandled in between. */
export function awaitedLater<Answer>(promise: Promise<Answer>): Promise<Answer> {
  promise.catch(() => undefined);
  return promise;
}

/** Runs one transaction: `work` ends it with `commit`; when it throws, or ends without, everything is rolled back. */
export function transaction<Answer>(
  connection: Connection,
  work: (pipeline: Pipeline) => Promise<Answer>,
): Promise<Answer> {
  return connection.run(async (session) => {
    const pipeline = new Pipeline(session);
    try {
      pipeline.send('begin');
      return await work(pipeline);
    } finally {
      await pipeline.end();
    }
  });
}

/** Asks one question outside of any transaction. */
export function ask(connection: Connection, statement: string): Promise<readonly Row[]> {
  return connection.run((session) => new Pipeline(session).ask(statement));
}

/** Statements sent one after the other without waiting; the caller waits only for the answers that it needs. */
export class Pipeline {
  private readonly session: Session;
  private readonly answers: Promise<unknown>[] = [];
  /** Rejects when the session is lost: the driver leaves statements that it had not sent yet unanswered. */
  private readonly lost: Promise<never>;
  private committed = false;

  constructor(session: Session) {
    this.session = session;
    this.lost = new Promise((_, reject) => {
      session.onLost = reject;
    });
    this.lost.catch(() => undefined);
  }

  /** Sends a statement and does not wait; a failure is thrown by `commit`. The types of the parameters are named in its text. */
  send(statement: string, parameters: readonly Parameter[] = []): void {
    void this.ask(statement, parameters).catch(() => undefined);
  }

  /** Sends a statement and waits for its rows. */
  async ask(statement: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    if (this.session.lost) throw connectionLost();
    const sent = this.session.query(statement, parameters.map(written));
    const answer = Promise.race([sent, this.lost]);
    this.answers.push(answer);
    return await answer;
  }

  /** Waits for work that sends statements of its own on the session; fails at once when the session is lost. */
  async orLost<Answer>(work: Promise<Answer>): Promise<Answer> {
    return await Promise.race([work, this.lost]);
  }

  /** Commits, and waits for all that was sent; throws the first failure. Resolves to what `last` has answered. */
  async commit<Answer>(last: Promise<Answer>): Promise<Answer> {
    this.send('commit');
    const [answer] = await Promise.all([last, Promise.all(this.answers)]);
    this.committed = true;
    return answer;
  }

  /** Rolls back what was not committed. Never throws: with a lost session it is over already. */
  async end(): Promise<void> {
    if (this.committed) return;
    await Promise.allSettled(this.answers);
    if (this.session.lost) return;
    await Promise.race([this.session.query('rollback', []), this.lost]).catch(() => undefined);
  }
}

const written = (parameter: Parameter): Value =>
  isList(parameter) ? arrayLiteral(parameter) : parameter;

const isList = (parameter: Parameter): parameter is readonly Value[] => Array.isArray(parameter);
