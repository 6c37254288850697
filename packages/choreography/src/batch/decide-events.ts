import type { Reaction } from '../definition/define-reaction.ts';
import type { Message } from '../definition/message.ts';
import { newId } from '../messaging/ids.ts';
import { parseEventSubject } from '../messaging/subjects.ts';
import type { Connection } from '../postgres/client.ts';
import type { PlacedRow } from '../outbox/outbox-row.ts';
import { buryUnreadable } from './bury-unreadable.ts';
import { readEvent, type Unreadable } from './decode-delivery.ts';
import type { Delivery } from './delivery.ts';
import { inboxKey } from './inbox.ts';
import { loadStates } from './load-states.ts';
import { type Failure, failuresOf, settleFailure } from './settle-failure.ts';
import type { Shell } from './shell.ts';
import { UnitOfWork } from './unit-of-work.ts';

interface EventWork {
  readonly delivery: Delivery;
  readonly message: Message;
  readonly reaction: Reaction;
}

/** Decides a batch of events: one transaction, set-wise statements, one commit, then the acknowledgements. */
export async function decideEvents(
  shell: Shell,
  connection: Connection,
  batch: readonly Delivery[],
): Promise<void> {
  const works: EventWork[] = [];
  const unreadable: [Delivery, Unreadable][] = [];
  for (const delivery of batch) {
    const contract = shell.plan.events.get(parseEventSubject(delivery.subject));
    if (contract === undefined) continue;
    const read = readEvent(contract, delivery);
    if (!read.ok) unreadable.push([delivery, read]);
    else {
      const reactions = shell.plan.byEvent.get(contract.type) ?? [];
      works.push(...reactions.map((reaction) => ({ delivery, message: read.message, reaction })));
    }
  }
  const { rows, failures } = await transact(shell, connection, works);
  shell.relay.handOver(rows);
  for (const failure of failures) await settleFailure(shell, connection, failure);
  for (const [delivery, problem] of unreadable) {
    const reactions = shell.plan.byEvent.get(parseEventSubject(delivery.subject)) ?? [];
    await buryUnreadable(shell, connection, delivery, reactions, problem);
  }
  const unsettled = new Set([
    ...failures.map((failure) => failure.delivery),
    ...unreadable.map(([delivery]) => delivery),
  ]);
  for (const delivery of batch) if (!unsettled.has(delivery)) delivery.acknowledge();
}

async function transact(
  shell: Shell,
  connection: Connection,
  works: readonly EventWork[],
): Promise<{ rows: readonly PlacedRow[]; failures: readonly Failure[] }> {
  if (works.length === 0) return { rows: [], failures: [] };
  const unit = new UnitOfWork(await connection.session(), shell.plan, shell.settings.OUTBOX_LANES);
  try {
    unit.begin();
    const claiming = unit.claim(works.map(entryOf));
    const failures = await loadStates(unit, shell.plan.stores, works);
    decideAll(shell, unit, works, new Set(await claiming), failures);
    return { rows: await unit.commit(), failures: failuresOf(failures) };
  } catch (error) {
    await unit.rollback();
    throw error;
  }
}

function decideAll(
  shell: Shell,
  unit: UnitOfWork,
  works: readonly EventWork[],
  fresh: Set<string>,
  failures: Map<EventWork, unknown>,
): void {
  const context = { now: unit.now, newId };
  for (const work of works) {
    const entry = entryOf(work);
    // the first of two copies in one batch uses the claim up
    const isFresh = fresh.delete(inboxKey(entry));
    if (!isFresh) {
      failures.delete(work);
      continue;
    }
    try {
      if (failures.has(work)) throw failures.get(work);
      const decision = work.reaction.decide(work.message, unit.viewsOf(work.reaction), context);
      unit.apply(work.message, work.reaction, decision);
      shell.log.trace(
        { reaction: work.reaction.name, eventId: work.message.id, ignored: decision.ignored },
        'decided',
      );
    } catch (error) {
      failures.set(work, error);
      unit.release(entry);
    }
  }
}

const entryOf = ({ message, reaction }: EventWork): { eventId: string; reaction: string } => ({
  eventId: message.id,
  reaction: reaction.name,
});
