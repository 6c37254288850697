import type { Reaction } from '../definition/define-reaction.ts';
import type { Message } from '../definition/message.ts';
import { newId } from '../messaging/ids.ts';
import { parseEventSubject } from '../messaging/subjects.ts';
import type { Connection } from '../postgres/connection.ts';
import { transaction } from '../postgres/pipeline.ts';
import { isTransient, mayBeOfItsOwnMaking } from '../postgres/transient.ts';
import { type BatchWatch, watched } from '../telemetry/batch-watch.ts';
import { EVENTS } from '../topology/streams.ts';
import { buryUnreadable } from './bury-unreadable.ts';
import { readEvent, type Unreadable } from './decode-delivery.ts';
import type { Delivery } from './delivery.ts';
import { inboxKey } from './inbox.ts';
import { loadStates } from './load-states.ts';
import { leaveToOthers } from './leave-to-others.ts';
import { type Failure, failuresOf, settleFailures } from './settle-failure.ts';
import type { Shell } from './shell.ts';
import { UnitOfWork } from './unit-of-work.ts';

interface EventWork {
  readonly delivery: Delivery;
  readonly message: Message;
  readonly reaction: Reaction;
}

interface Reading {
  readonly works: readonly EventWork[];
  readonly unreadable: readonly [Delivery, Unreadable][];
  readonly unknown: readonly Delivery[];
}

/** Decides a batch of events: one transaction, set-wise statements, one commit, then the acknowledgements. */
export async function decideEvents(
  shell: Shell,
  connection: Connection,
  batch: readonly Delivery[],
): Promise<void> {
  const { works, unreadable, unknown } = read(shell, batch);
  const failures = await transact(shell, connection, works);
  await settleFailures(shell, connection, failures);
  for (const [delivery, problem] of unreadable) {
    await buryUnreadable(shell, connection, delivery, reactionsTo(shell, delivery), problem);
  }
  for (const delivery of unknown) leaveToOthers(shell, delivery);
  const unsettled = new Set([
    ...failures.map((failure) => failure.delivery),
    ...unreadable.map(([delivery]) => delivery),
    ...unknown,
  ]);
  for (const delivery of batch) if (!unsettled.has(delivery)) delivery.acknowledge();
}

/** Decides an event whose transaction failed when nothing else was in it: each of its reactions gets a transaction of its own, so that one cannot spoil the other. */
export async function decideApart(
  shell: Shell,
  connection: Connection,
  delivery: Delivery,
): Promise<void> {
  const failures: Failure[] = [];
  for (const work of read(shell, [delivery]).works) {
    try {
      failures.push(...(await transact(shell, connection, [work])));
    } catch (error) {
      if (isTransient(error) && !mayBeOfItsOwnMaking(error)) throw error;
      failures.push({ ...work, error });
    }
  }
  if (failures.length === 0) delivery.acknowledge();
  else await settleFailures(shell, connection, failures);
}

function read(shell: Shell, batch: readonly Delivery[]): Reading {
  const works: EventWork[] = [];
  const unreadable: [Delivery, Unreadable][] = [];
  const unknown: Delivery[] = [];
  for (const delivery of batch) {
    const contract = shell.plan.events.get(parseEventSubject(delivery.subject));
    const reactions = reactionsTo(shell, delivery);
    if (contract === undefined || reactions.length === 0) {
      unknown.push(delivery);
      continue;
    }
    const event = readEvent(contract, delivery);
    if (!event.ok) unreadable.push([delivery, event]);
    else {
      const { message } = event;
      works.push(...reactions.map((reaction) => ({ delivery, message, reaction })));
    }
  }
  return { works, unreadable, unknown };
}

function reactionsTo({ plan }: Shell, { subject, onlyFor }: Delivery): readonly Reaction[] {
  const reactions = plan.byEvent.get(parseEventSubject(subject)) ?? [];
  return onlyFor === undefined ? reactions : reactions.filter(({ name }) => name === onlyFor);
}

async function transact(
  shell: Shell,
  connection: Connection,
  read: readonly EventWork[],
): Promise<readonly Failure[]> {
  if (read.length === 0) return [];
  const of = { stream: EVENTS, group: shell.plan.name };
  const { rows, failures } = await watched(shell.telemetry, of, read, (works, watch) =>
    transaction(connection, async (pipeline) => {
      const unit = new UnitOfWork(pipeline, shell.plan, shell.settings.OUTBOX_LANES);
      const claiming = unit.claim(works.map(entryOf));
      const errors = await loadStates(unit, shell.plan.stores, works);
      const fresh = new Set(await claiming);
      watch?.loaded();
      decideAll(shell, unit, works, fresh, errors, watch);
      watch?.decided(unit, errors);
      return { rows: await unit.commit(), failures: failuresOf(errors) };
    }),
  );
  shell.relay.handOver(rows);
  return failures;
}

function decideAll(
  shell: Shell,
  unit: UnitOfWork,
  works: readonly EventWork[],
  fresh: Set<string>,
  failures: Map<EventWork, unknown>,
  watch: BatchWatch<EventWork> | undefined,
): void {
  const context = { now: unit.now, newId };
  for (const work of works) {
    const entry = entryOf(work);
    // the first of two copies in one batch uses the claim up
    const isFresh = fresh.delete(inboxKey(entry));
    if (!isFresh) {
      failures.delete(work);
      watch?.duplicate(work);
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
