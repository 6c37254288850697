import { reach } from '../failpoints/reach.ts';
import type { Connection } from '../postgres/connection.ts';
import { transaction } from '../postgres/pipeline.ts';
import { type BatchOf, watched } from '../telemetry/batch-watch.ts';
import { type CompletedCall, contextOf, entryOf } from './call-work.ts';
import type { Delivery } from './delivery.ts';
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
  const { rows, failures, copies } = await watched(shell.telemetry, of, batch, (_, watch) =>
    transaction(connection, async (pipeline) => {
      const unit = new UnitOfWork(pipeline, shell.plan, shell.settings.OUTBOX_LANES);
      const claiming = unit.claim(batch.map(entryOf));
      const errors = await loadStates(unit, shell.plan.stores, batch);
      const fresh = new Set(await claiming);
      watch?.loaded();
      const givenBack = new Set<string>();
      const copies: Delivery[] = [];
      for (const completed of batch) {
        const key = inboxKey(entryOf(completed));
        if (fresh.delete(key)) {
          if (!concludeOne(unit, completed, errors)) givenBack.add(key);
          continue;
        }
        errors.delete(completed);
        // an acknowledgement would be one for the first copy, too
        if (givenBack.has(key)) copies.push(completed.delivery);
        else watch?.duplicate(completed);
      }
      watch?.decided(unit, errors);
      reach('call.before-commit');
      return { rows: await unit.commit(), failures: failuresOf(errors), copies };
    }),
  );
  reach('call.after-commit');
  const open = new Set([...failures.map((failure) => failure.delivery), ...copies]);
  // what is sent to the broker without a pause in between goes in one packet
  shell.relay.handOver(rows);
  for (const { delivery } of batch) if (!open.has(delivery)) delivery.acknowledge();
  for (const delivery of copies) delivery.retryAfter(0);
  await settleFailures(shell, connection, failures);
}

/** Whether it has not failed. */
function concludeOne(
  unit: UnitOfWork,
  completed: CompletedCall,
  errors: Map<CompletedCall, unknown>,
): boolean {
  const { message, reaction, result } = completed;
  try {
    if (errors.has(completed)) throw errors.get(completed);
    const views = unit.viewsOf(reaction);
    unit.apply(message, reaction, reaction.conclude(message, result, views, contextOf(unit)));
    return true;
  } catch (error) {
    errors.set(completed, error);
    unit.release(entryOf(completed));
    return false;
  }
}
