import { z } from 'zod';

const count = (least: number, most: number, usual: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(least).max(most).default(usual);

const hours = (most: number, usual: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().positive().max(most).default(usual);

/** The environment variables that every service reads. Extend it with the service's own. */
export const runtimeSettings = z.object({
  /** Comma-separated addresses of the NATS cluster. */
  NATS_URL: z.string().min(1),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  /** With the service's own role, whose search path is the service's schema. */
  DATABASE_URL: z.url(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Where `/livez`, `/readyz` and `/metrics` are served; nowhere when it is not set. 0 takes a free port. */
  OPS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  OPS_HOST: z.string().min(1).default('127.0.0.1'),
  /** Messages decided in one transaction at most. More is faster under load and never slower for a lone message. */
  BATCH_SIZE: count(1, 2_000, 500),
  /** Independent outbox lanes; each is relayed by one process at a time. */
  OUTBOX_LANES: count(1, 16, 1),
  /** How long published outbox rows are kept to mend a broker that lost messages. */
  OUTBOX_RETENTION_HOURS: hours(24 * 90, 72),
  /** How long a message is remembered as seen. Longer than the outbox's retention and the streams' age. */
  INBOX_RETENTION_HOURS: hours(24 * 365, 24 * 15),
  /** How long a dead letter is kept after it was delivered after all, or discarded. Open ones stay. */
  DEAD_LETTER_RETENTION_HOURS: hours(24 * 365, 24 * 30),
  /** How long messages stay in the streams. */
  STREAM_MAX_AGE_HOURS: hours(24 * 365, 24 * 7),
  /** How often the relay compares what it remembers with what the broker's streams hold, in seconds; beside each time when something may have happened to them. */
  BROKER_CHECK_SECONDS: count(1, 3_600, 30),
  /** Copies of each stream in the cluster. */
  STREAM_REPLICAS: count(1, 5, 1),
  /** How long a process that has gone is still taken to hear what it heard: so long a message that nobody else knows is left to its version, in seconds. */
  LEAVE_TO_OTHERS_SECONDS: count(1, 86_400, 120),
  /** How long a delivered message may stay unacknowledged before it is delivered again, in seconds. */
  ACK_WAIT_SECONDS: count(1, 3_600, 30),
});

export type RuntimeSettings = z.infer<typeof runtimeSettings>;
