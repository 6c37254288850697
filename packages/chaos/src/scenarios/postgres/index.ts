import type { Scenario } from '../../scenario.ts';
import { connectionsExhausted } from './connections-exhausted.ts';
import { deadlock } from './deadlock.ts';
import { postgresDiskFull } from './disk-full.ts';
import { failedMigration } from './failed-migration.ts';
import { longIdleTransaction, longIdleWriter } from './long-idle-transaction.ts';
import { serializationFailure } from './serialization-failure.ts';
import { postgresKilled, postgresStoppedAtOnce } from './server-ended.ts';
import { sessionsTerminated } from './sessions-terminated.ts';

/** Faults 31–38. */
export const postgresScenarios: readonly Scenario[] = [
  postgresKilled,
  postgresStoppedAtOnce,
  sessionsTerminated,
  connectionsExhausted,
  deadlock,
  serializationFailure,
  postgresDiskFull,
  longIdleTransaction,
  longIdleWriter,
  failedMigration,
];
