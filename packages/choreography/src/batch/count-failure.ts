import type { Connection } from '../postgres/connection.ts';
import { Pipeline } from '../postgres/pipeline.ts';
import { storable } from '../postgres/storable.ts';

/** $1: the reaction, $2: the message. */
export const COUNT_FAILURE = `insert into failing (reaction, message_id, attempts) values ($1::text, $2::text, 1)
  on conflict (reaction, message_id) do update set attempts = failing.attempts + 1, last_failed_at = now()
  returning attempts`;

/**
 * Counts a failed attempt of a reaction at a message, over all processes and restarts; returns how many there were. The broker's count of deliveries will not do:
 * it also counts those that only waited, or met something that was down.
 */
export async function countFailure(
  connection: Connection,
  reaction: string,
  messageId: string,
): Promise<number> {
  const [row] = await connection.run((session) =>
    new Pipeline(session).ask(COUNT_FAILURE, [reaction, storable(messageId)]),
  );
  return Number(row?.['attempts']);
}
