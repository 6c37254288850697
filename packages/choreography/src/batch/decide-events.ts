import type { Reaction } from '../definition/define-reaction.ts';
import type { Message } from '../definition/message.ts';
import { reach } from '../failpoints/reach.ts';
import { newId } from '../messaging/ids.ts';
import { eventFilter, parseEventSubject } from '../messaging/subjects.ts';
import type { PlacedRow } from '../outbox/outbox-row.ts';
import type { Connection } from '../postgres/connection.ts';
import { awaitedLater, transaction } from '../postgres/pipeline.ts';
import { isTransient, mayBeOfItsOwnMaking } from '../postgres/transient.ts';
import { type BatchWatch, watched } from '../telemetry/batch-watch.ts';
import { EVENTS } from '../topology/streams.ts';
import { buryUnreadable } from './bury-unreadable.ts';
import { readEvent, type Unreadable } from './decode-delivery.ts';
import { claim, type Claims, entryOf } from './claims.ts';
import type { Delivery } from './delivery.ts';
import { inboxKey } from './inbox.ts';
import { loadStates } from './load-states.ts';
import { leaveToOthers, NOBODY } from './leave-to-others.ts';
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
  const [holding, others] = partition(unreadable, ([delivery]) => isForOrder(shell, delivery));
  // what comes later in the batch has to find the line held
  await buryAll(shell, connection, holding);
  reach('batch.before-begin');
  const { rows, failures, putBack } = await transact(shell, connection, works);
  const unsettled = new Set([
    ...failures.map((failure) => failure.delivery),
    ...unreadable.map(([delivery]) => delivery),
    ...unknown,
    ...putBack,
  ]);
  // what is sent to the broker without a pause in between goes in one packet
  shell.relay.handOver(rows);
  reach('batch.before-acknowledge');
  for (const delivery of batch) {
    if (unsettled.has(delivery)) continue;
    delivery.acknowledge();
    reach('batch.acknowledged-one');
  }
  await settleFailures(shell, connection, failures);
  await buryAll(shell, connection, others);
  for (const delivery of putBack) delivery.retryAfter(0);
  for (const delivery of unknown) {
    const type = parseEventSubject(delivery.subject);
    const consumer = { stream: EVENTS, durable: shell.plan.name };
    const filters = [eventFilter(type)];
    await leaveToOthers(shell, connection, delivery, { consumer, reaction: NOBODY, type, filters });
  }
}

/** Decides an event whose transaction failed when nothing else was in it: each of its reactions gets a transaction of its own, so that one cannot spoil the other. */
export async function decideApart(
  shell: Shell,
  connection: Connection,
  delivery: Delivery,
  error: unknown,
): Promise<void> {
  const { works } = read(shell, [delivery]);
  // what nobody can read, and could not be buried: it comes again
  if (works.length === 0) throw error;
  const failures: Failure[] = [];
  for (const work of works) {
    try {
      const decided = await transact(shell, connection, [work]);
      shell.relay.handOver(decided.rows);
      if (decided.putBack.length > 0) return delivery.retryAfter(0);
      failures.push(...decided.failures);
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

function isForOrder(shell: Shell, delivery: Delivery): boolean {
  return reactionsTo(shell, delivery).some(({ ordered }) => ordered === true);
}

async function buryAll(
  shell: Shell,
  connection: Connection,
  unreadable: readonly [Delivery, Unreadable][],
): Promise<void> {
  for (const [delivery, problem] of unreadable) {
    await buryUnreadable(shell, connection, delivery, reactionsTo(shell, delivery), problem);
  }
}

interface Decided {
  /** To be handed to the relay. */
  readonly rows: readonly PlacedRow[];
  readonly failures: readonly Failure[];
  /** Kept messages whose turn it is not, and second copies of what is to come again. */
  readonly putBack: readonly Delivery[];
}

async function transact(
  shell: Shell,
  connection: Connection,
  read: readonly EventWork[],
): Promise<Decided> {
  if (read.length === 0) return { rows: [], failures: [], putBack: [] };
  const of = { stream: EVENTS, group: shell.plan.name };
  const decided = await watched(shell.telemetry, of, read, (works, watch) =>
    transaction(connection, async (pipeline) => {
      const unit = new UnitOfWork(pipeline, shell.plan, shell.settings.OUTBOX_LANES);
      const claiming = awaitedLater(claim(shell.plan, unit, works));
      const errors = await loadStates(unit, shell.plan.stores, works);
      const claims = await claiming;
      watch?.loaded();
      const copies = decideAll(shell, unit, works, claims, errors, watch);
      watch?.decided(unit, errors);
      reach('batch.before-commit');
      const rows = await unit.commit();
      const putBack = [...copies, ...(claims.lines?.putBack ?? [])];
      return { rows, failures: failuresOf(errors), putBack };
    }),
  );
  reach('batch.after-commit');
  return decided;
}

/** Returns the copies of messages whose claim was given back: they say nothing of what became of the first one, and an acknowledgement would be one for both. */
function decideAll(
  shell: Shell,
  unit: UnitOfWork,
  works: readonly EventWork[],
  { fresh, lines }: Claims,
  failures: Map<EventWork, unknown>,
  watch: BatchWatch<EventWork> | undefined,
): readonly Delivery[] {
  const context = { now: unit.now, newId };
  const givenBack = new Set<string>();
  const copies: Delivery[] = [];
  for (const work of works) {
    const entry = entryOf(work);
    const key = inboxKey(entry);
    // the first of two copies in one batch uses the claim up
    const isFresh = fresh.delete(key);
    const giveBack = (): void => {
      unit.release(entry);
      givenBack.add(key);
    };
    if (lines?.mustWait(work, isFresh) === true) {
      failures.delete(work);
      if (isFresh) giveBack();
      continue;
    }
    if (givenBack.has(key)) {
      failures.delete(work);
      copies.push(work.delivery);
      continue;
    }
    if (!isFresh) {
      failures.delete(work);
      watch?.duplicate(work);
      lines?.done(work);
      continue;
    }
    try {
      if (failures.has(work)) throw failures.get(work);
      const decision = work.reaction.decide(work.message, unit.viewsOf(work.reaction), context);
      unit.apply(work.message, work.reaction, decision);
      lines?.done(work);
      shell.log.trace(
        { reaction: work.reaction.name, eventId: work.message.id, ignored: decision.ignored },
        'decided',
      );
      reach('batch.decided-one');
    } catch (error) {
      failures.set(work, error);
      giveBack();
      lines?.failed(work);
    }
  }
  return copies;
}

function partition<Item>(items: readonly Item[], fits: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(fits), items.filter((item) => !fits(item))];
}
