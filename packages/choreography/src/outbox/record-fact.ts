import type { EventDraft } from '@murmuration/contracts';
import { insertCommands, recallCommands } from '../batch/command-log.ts';
import type { Shell } from '../batch/shell.ts';
import { continueTrace } from '../messaging/ids.ts';
import type { Connection } from '../postgres/client.ts';
import { Pipeline } from '../postgres/pipeline.ts';
import { insertOutbox } from './insert-outbox.ts';
import { outboxRow } from './outbox-row.ts';

/** Publishes a fact that came from outside, once per id. Throws when the database cannot be reached: the sender then sends it again. */
export async function recordFact(
  shell: Shell,
  connection: Connection,
  draft: EventDraft,
  id: string,
): Promise<void> {
  const command = { command: `record ${draft.name}`, actor: '', id };
  const row = outboxRow(
    draft,
    { id, correlationId: draft.contract.key(draft.data), traceparent: continueTrace(undefined) },
    new Date(),
    shell.settings.OUTBOX_LANES,
  );
  const pipeline = new Pipeline(await connection.session());
  try {
    pipeline.send('begin');
    const known = await recallCommands(pipeline, [command]);
    if (known.size > 0) return await pipeline.rollback();
    insertCommands(pipeline, [
      { ...command, bodyHash: '', outcome: { status: 'accepted', commandId: id, id: row.key } },
    ]);
    shell.relay.handOver(await pipeline.commit(insertOutbox(pipeline, [row])));
  } catch (error) {
    await pipeline.rollback();
    throw error;
  }
}
