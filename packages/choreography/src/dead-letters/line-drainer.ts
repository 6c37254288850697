import type { Logger } from 'pino';
import type postgres from 'postgres';
import type { ServicePlan } from '../batch/service-plan.ts';
import { type KeptMessage, keptDelivery } from './kept-delivery.ts';
import type { Redeliver } from './redeliver.ts';

interface WaitingRow extends KeptMessage {
  readonly key: string;
  readonly messageId: string;
  readonly ageMs: number;
}

/** Lines that are looked at in one go, and messages of each that are delivered together. */
const LINES = 50;
const RUN = 100;
/** Of a line, no more than fit into so many bytes, or one. */
const RUN_BYTES = 256_000;
/** While so many are under way no more are taken; then it is looked again soon. */
const MOST_UNDER_WAY = 1_000;
const LOOK_AGAIN_MS = 500;
/** How long what was taken is left alone. */
const LEASE_MS = 30_000;

/** A message under way; one that a loop has let go without a word is taken again when its lease is over. */
interface Taken {
  readonly until: number;
}

/**
 * Delivers what waits in lines whose head is due: the head, and those behind it in their order. The head is left alone for a while, so that no two processes deliver it; it
 * would do no harm.
 */
export class LineDrainer {
  private readonly sql: postgres.Sql;
  private readonly plan: ServicePlan;
  private readonly redeliver: Redeliver;
  private readonly log: Logger;
  private readonly nudge: () => void;
  private readonly underWay = new Set<Taken>();

  constructor(
    { sql, plan, log }: { sql: postgres.Sql; plan: ServicePlan; log: Logger },
    redeliver: Redeliver,
    nudge: () => void,
  ) {
    this.sql = sql;
    this.plan = plan;
    this.redeliver = redeliver;
    this.log = log;
    this.nudge = nudge;
  }

  /** Letters that are open since before their reaction asked for order hold their lines too; lines of a reaction that asks no more hold nobody. */
  async adopt(): Promise<void> {
    const ordered = [...this.plan.ordered];
    await this.sql`delete from held_key where reaction <> all(${ordered})`;
    if (ordered.length === 0) return;
    await this.sql`
      with line as (
        select array_agg(reaction) as reactions, array_agg(key) as keys
        from (select distinct reaction, key from dead_letter where reaction = any(${ordered})) d
      ), locked as materialized (select lock_lines(reactions, keys) from line)
      select advance_lines(reactions, keys) from line, locked where reactions is not null`;
  }

  /** Delivers what is due. Resolves to when to look again, in milliseconds; undefined when nobody knows yet. */
  async drain(): Promise<number | undefined> {
    if (this.countUnderWay() >= MOST_UNDER_WAY) return LOOK_AGAIN_MS;
    for (const row of [...(await this.takeDue()), ...(await this.takeStrays())]) this.deliver(row);
    const [next] = await this.sql<{ inMs: number | null }[]>`
      select (extract(epoch from min(w.next_at) - now()) * 1000)::float8 as "inMs"
      from held_key h join waiting_message w using (reaction, message_id)`;
    return next?.inMs ?? undefined;
  }

  private countUnderWay(): number {
    const now = performance.now();
    for (const taken of this.underWay) if (taken.until <= now) this.underWay.delete(taken);
    return this.underWay.size;
  }

  private deliver(row: WaitingRow): void {
    const taken = { until: performance.now() + LEASE_MS };
    const delivery = keptDelivery(row, {
      kept: { as: 'waiting' },
      // delays grow with the time that it waits
      attempt: Math.max(2, Math.ceil(Math.log2(row.ageMs / 100))),
      onEnd: (end, afterMs) => {
        this.underWay.delete(taken);
        if (end === 'put back' && afterMs === 0) void this.giveBack(row);
        if (end !== 'put back' && !this.plan.ordered.has(row.reaction)) void this.drop(row);
        this.nudge();
      },
    });
    this.underWay.add(taken);
    try {
      this.redeliver(row.reaction, delivery);
    } catch (error) {
      this.underWay.delete(taken);
      this.log.error({ err: error, position: row.position }, 'a waiting message has no reaction');
    }
  }

  /** A reaction that asks for order sees to its line in its own transaction; one that does so no longer does not. */
  private async drop({ reaction, messageId }: WaitingRow): Promise<void> {
    await this.sql`
      delete from waiting_message where reaction = ${reaction} and message_id = ${messageId}`.catch(
      (error: unknown) => this.log.warn({ err: error }, 'a message that waited comes once more'),
    );
  }

  /** It was not its turn, or this process stops. */
  private async giveBack({ reaction, messageId }: WaitingRow): Promise<void> {
    await this.sql`
      update waiting_message set next_at = now() where reaction = ${reaction} and message_id = ${messageId}`.catch(
      (error: unknown) => this.log.debug({ err: error }, 'a message waits until its lease ends'),
    );
  }

  private async takeDue(): Promise<readonly WaitingRow[]> {
    return await this.sql<WaitingRow[]>`
      with due as (
        select w.reaction, w.key, w.message_id from held_key h join waiting_message w using (reaction, message_id)
        where w.next_at <= now() order by w.next_at limit ${LINES} for update of w skip locked
      ), taken as (
        update waiting_message w set next_at = now() + interval '30 seconds' from due d
        where w.reaction = d.reaction and w.message_id = d.message_id
      )
      select r.* from due d, lateral (
        select * from (
          select reaction, key, message_id as "messageId", subject, position, headers, payload,
            (extract(epoch from now() - parked_at) * 1000)::float8 as "ageMs", stream_seq,
            row_number() over in_turn as turn, sum(length(payload)) over in_turn as bytes
          from waiting_message where reaction = d.reaction and key = d.key
          window in_turn as (order by stream_seq, message_id) limit ${RUN}
        ) w where turn = 1 or bytes <= ${RUN_BYTES}
      ) r order by r.reaction, r.key, r.stream_seq, r."messageId"`;
  }

  /** What waits for reactions that ask for no order any more. */
  private async takeStrays(): Promise<readonly WaitingRow[]> {
    return await this.sql<WaitingRow[]>`
      update waiting_message w set next_at = now() + interval '30 seconds' from (
        select reaction, message_id from waiting_message where reaction <> all(${[...this.plan.ordered]}) and next_at <= now()
        order by stream_seq limit ${RUN} for update skip locked
      ) s where w.reaction = s.reaction and w.message_id = s.message_id
      returning w.reaction, w.key, w.message_id as "messageId", w.subject, w.position, w.headers, w.payload,
        (extract(epoch from now() - w.parked_at) * 1000)::float8 as "ageMs"`;
  }
}
