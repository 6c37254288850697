import { z } from 'zod';
import type { Database } from './database.ts';

const delivery = z.object({
  seq: z.int(),
  eventId: z.string(),
  orderId: z.string().nullable(),
  payload: z.string(),
  attempts: z.int(),
});

/** One event on its way to the webhook endpoint; `payload` is the exact text that is signed. */
export type WebhookDelivery = z.infer<typeof delivery>;

const counts = z.object({ pending: z.int(), delivered: z.int(), exhausted: z.int() });

/** How many deliveries stand in which state. */
export type WebhookCounts = z.infer<typeof counts>;

// Finished deliveries are kept for a day, to be looked at, and their events to be listed.
const RETENTION_MS = 24 * 60 * 60 * 1_000;

/** The queue of webhook deliveries; it survives a restart. Writes belong inside `Database.write`. */
export class WebhookDeliveriesStore {
  readonly #insert;
  readonly #due;
  readonly #nextAt;
  readonly #update;
  readonly #counts;
  readonly #prune;

  constructor(db: Database) {
    this.#insert = db.prepare(`INSERT INTO webhook_deliveries
      (event_id, type, order_id, payload, state, attempts, next_at, created_at)
      VALUES (:eventId, :type, :orderId, :payload, 'pending', 0, :nextAt, :createdAt)`);
    this.#due = db.prepare(`SELECT seq, event_id AS eventId, order_id AS orderId, payload, attempts
      FROM webhook_deliveries WHERE state = 'pending' AND next_at <= :now
      ORDER BY next_at, seq LIMIT :limit`);
    this.#nextAt = db.prepare(
      `SELECT min(next_at) AS nextAt FROM webhook_deliveries WHERE state = 'pending'`,
    );
    this.#update = db.prepare(`UPDATE webhook_deliveries
      SET state = :state, attempts = :attempts, next_at = :nextAt WHERE seq = :seq`);
    this.#counts = db.prepare(`SELECT
      count(*) FILTER (WHERE state = 'pending') AS pending,
      count(*) FILTER (WHERE state = 'delivered') AS delivered,
      count(*) FILTER (WHERE state = 'exhausted') AS exhausted FROM webhook_deliveries`);
    this.#prune = db.prepare(
      `DELETE FROM webhook_deliveries WHERE state <> 'pending' AND created_at <= ?`,
    );
  }

  add(
    told: Pick<WebhookDelivery, 'eventId' | 'orderId' | 'payload'> & { readonly type: string },
    now: number,
  ): void {
    this.#insert.run({ ...told, nextAt: now, createdAt: now });
  }

  due(now: number, limit: number): WebhookDelivery[] {
    return z.array(delivery).parse(this.#due.all({ now, limit }));
  }

  /** When the next pending delivery is due (ms since the epoch); null when there is none. */
  nextAt(): number | null {
    return z.object({ nextAt: z.int().nullable() }).parse(this.#nextAt.get()).nextAt;
  }

  /** Records an attempt: delivered, given up, or to be tried again at `nextAt`. */
  record(
    seq: number,
    result: { state: 'pending' | 'delivered' | 'exhausted'; attempts: number; nextAt: number },
  ): void {
    this.#update.run({ seq, ...result });
  }

  counts(): WebhookCounts {
    return counts.parse(this.#counts.get());
  }

  prune(now: number): void {
    this.#prune.run(now - RETENTION_MS);
  }
}
