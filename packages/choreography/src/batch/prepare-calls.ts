import type { CallReaction } from '../definition/define-reaction.ts';
import type { Connection } from '../postgres/connection.ts';
import { transaction } from '../postgres/pipeline.ts';
import { type BatchOf, type BatchWatch, watched } from '../telemetry/batch-watch.ts';
import { type CallWork, entryOf, prepareContextOf, type PreparedCall } from './call-work.ts';
import { inboxKey } from './inbox.ts';
import { loadStates } from './load-states.ts';
import { type Failure, failuresOf } from './settle-failure.ts';
import type { Shell } from './shell.ts';
import { UnitOfWork } from './unit-of-work.ts';

/** What a batch of messages comes to before any call is made. Messages that are in neither list are done with. */
export interface Preparation {
  readonly calls: readonly PreparedCall[];
  readonly failures: readonly Failure[];
}

/** Records the intents of a batch, and what needs no call, in one transaction. */
export async function prepareCalls(
  shell: Shell,
  connection: Connection,
  reaction: CallReaction,
  of: BatchOf,
  read: readonly CallWork[],
): Promise<Preparation> {
  const { rows, ...preparation } = await watched(shell.telemetry, of, read, (works, watch) =>
    transaction(connection, async (pipeline) => {
      const unit = new UnitOfWork(pipeline, shell.plan, shell.settings.OUTBOX_LANES);
      const peeking = unit.peek(works.map(entryOf));
      const errors = await loadStates(unit, shell.plan.stores, works);
      const progress: Progress = { seen: new Set(await peeking), calls: [], errors };
      watch?.loaded();
      prepareAll(unit, works, progress, watch);
      watch?.decided(unit, errors);
      const { calls } = progress;
      if (reaction.intentMayBeLost === true && calls.length === works.length)
        unit.relaxDurability();
      return { rows: await unit.commit(), calls, failures: failuresOf(errors) };
    }),
  );
  shell.relay.handOver(rows);
  return preparation;
}

function prepareAll(
  unit: UnitOfWork,
  works: readonly CallWork[],
  progress: Progress,
  watch: BatchWatch<CallWork> | undefined,
): void {
  for (const work of works) {
    if (progress.seen.has(inboxKey(entryOf(work)))) {
      // not seen as failed: whoever saw it first has settled it
      progress.errors.delete(work);
      watch?.duplicate(work);
    } else prepareOne(unit, work, progress);
  }
  askAgain(unit, works, progress);
  for (const { work } of progress.calls) watch?.keepOpen(work);
}

interface Progress {
  readonly seen: Set<string>;
  readonly calls: PreparedCall[];
  readonly errors: Map<CallWork, unknown>;
}

/**
 * A later message of the batch may have changed what an earlier one of the same key is about to call for: an order may be cancelled by now. Such a message is
 * asked again, as its redelivery would be.
 */
function askAgain(unit: UnitOfWork, works: readonly CallWork[], progress: Progress): void {
  const messages = Map.groupBy(works, ({ message }) => message.key);
  for (const prepared of progress.calls.splice(0)) {
    const isAlone = messages.get(prepared.work.message.key)?.length === 1;
    if (isAlone) progress.calls.push(prepared);
    else prepareOne(unit, prepared.work, progress);
  }
}

function prepareOne(unit: UnitOfWork, work: CallWork, { seen, calls, errors }: Progress): void {
  if (errors.has(work)) return;
  const { message, reaction } = work;
  try {
    const prepared = reaction.prepare(
      message,
      unit.viewsOf(reaction),
      prepareContextOf(unit, work),
    );
    if ('call' in prepared) {
      unit.put(reaction, prepared.save);
      calls.push({ work, request: prepared.call });
    } else {
      unit.apply(message, reaction, prepared);
      unit.see(entryOf(work));
      seen.add(inboxKey(entryOf(work)));
    }
  } catch (error) {
    errors.set(work, error);
  }
}
