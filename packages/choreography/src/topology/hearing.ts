import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type postgres from 'postgres';
import { type ConsumerPlan, dropFilters } from './consumers.ts';

type Consumer = Pick<ConsumerPlan, 'stream' | 'durable'>;

/** What is known of the other processes of the service, which may be of another version. */
export interface Hearing {
  /** Whether one of them reacts to what comes by these filters, or did until a moment ago. */
  isHeard(consumer: Consumer, filters: readonly string[]): Promise<boolean>;
  /** Takes the filters away from the consumer, unless somebody has begun to hear them meanwhile. */
  stopHearing(consumer: Consumer, filters: readonly string[]): Promise<void>;
}

interface Options {
  readonly sql: postgres.Sql;
  readonly broker: NatsConnection;
  readonly log: Logger;
  /** How long a process is taken to hear after its last word. */
  readonly lastsSeconds: number;
}

/** An answer is good for a moment: thousands of messages may be in question at once. */
const ANSWER_MS = 1_000;
/** Words of a process in the time that one of them lasts. */
const WORDS = 3;

/** Each process says in the database what it hears, again and again. */
export class SharedHearing implements Hearing {
  private readonly options: Options;
  private readonly answers = new Map<
    string,
    { readonly isHeard: boolean; readonly until: number }
  >();
  private timer: NodeJS.Timeout | undefined;

  constructor(options: Options) {
    this.options = options;
  }

  /** To be awaited before the consumers are given their filters: whoever sees a new filter finds out whose it is. */
  async begin(consumers: readonly ConsumerPlan[]): Promise<void> {
    const { sql, log, lastsSeconds } = this.options;
    await sql`delete from hearing where heard_until < now() - interval '1 day'`;
    await this.say(consumers);
    const again = (): void =>
      void this.say(consumers).catch((error: unknown) =>
        log.warn({ err: error }, 'what is heard could not be told to other versions'),
      );
    this.timer = setInterval(again, (lastsSeconds * 1_000) / WORDS);
  }

  end(): void {
    clearInterval(this.timer);
  }

  async isHeard({ durable }: Consumer, filters: readonly string[]): Promise<boolean> {
    const question = `${durable} ${filters.join(' ')}`;
    const known = this.answers.get(question);
    if (known !== undefined && known.until > performance.now()) return known.isHeard;
    const isHeard = await this.look(durable, filters);
    this.answers.set(question, { isHeard, until: performance.now() + ANSWER_MS });
    return isHeard;
  }

  async stopHearing(consumer: Consumer, filters: readonly string[]): Promise<void> {
    if (await this.look(consumer.durable, filters)) return;
    const manager = await jetstreamManager(this.options.broker, { checkAPI: false });
    await dropFilters(manager, consumer, filters);
  }

  private async look(durable: string, filters: readonly string[]): Promise<boolean> {
    const [row] = await this.options.sql<{ is: boolean }[]>`
      select exists (
        select from hearing where consumer = ${durable} and filter = any(${[...filters]}) and heard_until > now()
      ) as is`;
    return row?.is === true;
  }

  private async say(consumers: readonly ConsumerPlan[]): Promise<void> {
    const { sql, lastsSeconds } = this.options;
    const heard = consumers.flatMap(({ durable, filters }) =>
      filters.map((filter) => ({ durable, filter })),
    );
    await sql`
      insert into hearing (consumer, filter, heard_until)
      select consumer, filter, now() + make_interval(secs => ${lastsSeconds})
      from unnest(${heard.map(({ durable }) => durable)}::text[], ${heard.map(({ filter }) => filter)}::text[]) as u (consumer, filter)
      order by 1, 2
      on conflict (consumer, filter) do update set heard_until = greatest(hearing.heard_until, excluded.heard_until)`;
  }
}
