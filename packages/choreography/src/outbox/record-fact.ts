import type { EventDraft, Outcome } from '@murmuration/contracts';
import { insertCommands, recallCommands } from '../batch/command-log.ts';
import type { Shell } from '../batch/shell.ts';
import { reach } from '../failpoints/reach.ts';
import { traceFrom } from '../messaging/ids.ts';
import type { Connection } from '../postgres/connection.ts';
import { transaction } from '../postgres/pipeline.ts';
import { mayBeOfItsOwnMaking } from '../postgres/transient.ts';
import { tracedFact } from '../telemetry/telemetry.ts';
import { insertOutbox } from './insert-outbox.ts';
import { outboxRow, type PlacedRow } from './outbox-row.ts';

/** Publishes a fact that came from outside, once per id. Throws when the database cannot be reached: the sender then sends it again. */
export async function recordFact(
  shell: Shell,
  connection: Connection,
  draft: EventDraft,
  id: string,
): Promise<void> {
  await tracedFact(draft.name, (traceparent) =>
    recordUnder(traceFrom(traceparent), shell, connection, draft, id),
  );
}

async function recordUnder(
  traceparent: string,
  shell: Shell,
  connection: Connection,
  draft: EventDraft,
  id: string,
): Promise<void> {
  const command = { command: `record ${draft.name}`, actor: '', id };
  const row = outboxRow(
    draft,
    { id, correlationId: draft.contract.key(draft.data), traceparent },
    new Date(),
    shell.settings.OUTBOX_LANES,
  );
  const outcome: Outcome = { status: 'accepted', commandId: id, id: row.key };
  const record = (): Promise<readonly PlacedRow[]> =>
    transaction(connection, async (pipeline) => {
      const known = await recallCommands(pipeline, [command]);
      if (known.size > 0) return [];
      insertCommands(pipeline, [{ ...command, bodyHash: '', outcome }]);
      reach('fact.before-commit');
      return await pipeline.commit(insertOutbox(pipeline, [row]));
    });
  // another process may be recording the same fact: the second time it is found
  const placed = await record().catch((error: unknown) => {
    if (mayBeOfItsOwnMaking(error)) return record();
    throw error;
  });
  reach('fact.after-commit');
  shell.relay.handOver(placed);
}
