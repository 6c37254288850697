import { z } from 'zod';
import type { Database } from './database.ts';

const storedAnswer = z.object({
  path: z.string(),
  fingerprint: z.string(),
  status: z.int(),
  body: z.string(),
  requestId: z.string(),
});

/** The first answer under an idempotency key, and what was asked for it. */
export type StoredAnswer = z.infer<typeof storedAnswer>;

/** Keys are forgotten after a day, as at Stripe. */
export const IDEMPOTENCY_RETENTION_MS = 24 * 60 * 60 * 1_000;

/** Remembers answers by idempotency key. Writes belong inside `Database.write`. */
export class IdempotencyStore {
  readonly #find;
  readonly #insert;
  readonly #prune;

  constructor(db: Database) {
    this.#find = db.prepare(`SELECT path, fingerprint, status, body, request_id AS requestId
      FROM idempotency_keys WHERE key = ? AND created_at > ?`);
    this.#insert = db.prepare(`INSERT OR REPLACE INTO idempotency_keys
      (key, path, fingerprint, status, body, request_id, created_at)
      VALUES (:key, :path, :fingerprint, :status, :body, :requestId, :createdAt)`);
    this.#prune = db.prepare('DELETE FROM idempotency_keys WHERE created_at <= ?');
  }

  find(key: string, now: number): StoredAnswer | undefined {
    return storedAnswer.optional().parse(this.#find.get(key, now - IDEMPOTENCY_RETENTION_MS));
  }

  save(key: string, answer: StoredAnswer, now: number): void {
    this.#insert.run({ ...answer, key, createdAt: now });
  }

  prune(now: number): void {
    this.#prune.run(now - IDEMPOTENCY_RETENTION_MS);
  }
}
