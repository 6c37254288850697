import { reach } from '../failpoints/reach.ts';
import type { Connection } from '../postgres/connection.ts';
import { transaction } from '../postgres/pipeline.ts';
import { type BatchOf, watched } from '../telemetry/batch-watch.ts';
import { type CompletedCall, contextOf, entryOf } from './call-work.ts';
import { inboxKey } from './inbox.ts';
import { loadStates } from './load-states.ts';
import { failuresOf, settleFailures } from './settle-failure.ts';
import type { Shell } from './shell.ts';
import { UnitOfWork } from './unit-of-work.ts';

/** Records the results of a batch of calls in one transaction, then acknowledges their messages. */
export async function concludeCalls(
  shell: Shell,
  connection: Connection,
  of: BatchOf,
  batch: readonly CompletedCall[],
): Promise<void> {
  const { rows, failures } = await watched(shell.telemetry, of, batch, (_, watch) =>
    transaction(connection, async (pipeline) => {
      const unit = new UnitOfWork(pipeline, shell.plan, shell.settings.OUTBOX_LANES);
      const claiming = unit.claim(batch.map(entryOf));
      const errors = await loadStates(unit, shell.plan.stores, batch);
      const fresh = new Set(await claiming);
      watch?.loaded();
      for (const completed of batch) {
        if (fresh.delete(inboxKey(entryOf(completed)))) concludeOne(unit, completed, errors);
        else {
          errors.delete(completed);
          watch?.duplicate(completed);
        }
      }
      watch?.decided(unit, errors);
      reach('call.before-commit');
      return { rows: await unit.commit(), failures: failuresOf(errors) };
    }),
  );
  reach('call.after-commit');
  const failed = new Set(failures.map((failure) => failure.delivery));
  // what is sent to the broker without a pause in between goes in one packet
  shell.relay.handOver(rows);
  for (const { delivery } of batch) if (!failed.has(delivery)) delivery.acknowledge();
  await settleFailures(shell, connection, failures);
}

function concludeOne(
  unit: UnitOfWork,
  completed: CompletedCall,
  errors: Map<CompletedCall, unknown>,
): void {
  const { message, reaction, result } = completed;
  try {
    if (errors.has(completed)) throw errors.get(completed);
    const views = unit.viewsOf(reaction);
    unit.apply(message, reaction, reaction.conclude(message, result, views, contextOf(unit)));
  } catch (error) {
    errors.set(completed, error);
    unit.release(entryOf(completed));
  }
}
