import type { DatabaseSync } from 'node:sqlite';

/*
 * The sandbox's tables. Amounts are integer minor units, times are milliseconds since the epoch.
 * `seq` is the order of insertion, which paging follows.
 */
const TABLES = `
CREATE TABLE IF NOT EXISTS intents (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  order_id TEXT,
  amount INTEGER NOT NULL CHECK (amount > 0),
  amount_received INTEGER NOT NULL CHECK (amount_received IN (0, amount)),
  currency TEXT NOT NULL,
  status TEXT NOT NULL,
  payment_method TEXT,
  latest_charge TEXT,
  metadata TEXT NOT NULL,
  description TEXT,
  last_payment_error TEXT,
  cancellation_reason TEXT,
  canceled_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS charges (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  intent_id TEXT NOT NULL REFERENCES intents (id),
  order_id TEXT,
  amount INTEGER NOT NULL CHECK (amount > 0),
  amount_refunded INTEGER NOT NULL CHECK (amount_refunded BETWEEN 0 AND amount),
  currency TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('succeeded', 'failed')),
  payment_method TEXT NOT NULL,
  failure_code TEXT,
  failure_message TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS refunds (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  charge_id TEXT NOT NULL REFERENCES charges (id),
  intent_id TEXT NOT NULL REFERENCES intents (id),
  order_id TEXT,
  amount INTEGER NOT NULL CHECK (amount > 0),
  currency TEXT NOT NULL,
  reason TEXT,
  failure_reason TEXT,
  metadata TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS idempotency_keys (
  key TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  request_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS webhook_deliveries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL,
  type TEXT,
  order_id TEXT,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'exhausted')),
  attempts INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
`;

const INDEXES = `
CREATE INDEX IF NOT EXISTS intents_by_order ON intents (order_id);
CREATE INDEX IF NOT EXISTS charges_by_order ON charges (order_id);
CREATE INDEX IF NOT EXISTS refunds_by_order ON refunds (order_id);
CREATE INDEX IF NOT EXISTS refunds_by_intent ON refunds (intent_id);
CREATE INDEX IF NOT EXISTS idempotency_keys_by_age ON idempotency_keys (created_at);
CREATE INDEX IF NOT EXISTS webhook_deliveries_due ON webhook_deliveries (state, next_at);
CREATE INDEX IF NOT EXISTS webhook_deliveries_by_event ON webhook_deliveries (event_id);
CREATE INDEX IF NOT EXISTS webhook_deliveries_by_type ON webhook_deliveries (type, created_at);
`;

/** Makes what is missing, and adds the columns that an older program did not know. */
export function applySchema(db: DatabaseSync): void {
  db.exec(TABLES);
  addColumn(db, 'refunds', 'failure_reason TEXT');
  addColumn(db, 'webhook_deliveries', 'type TEXT');
  db.exec(INDEXES);
}

function addColumn(db: DatabaseSync, table: string, column: string): void {
  const [name] = column.split(' ');
  const known = db.prepare(`PRAGMA table_info (${table})`).all();
  if (!known.some((each) => each['name'] === name)) {
    db.exec(`ALTER TABLE ${table} ADD COLUMN ${column}`);
  }
}
