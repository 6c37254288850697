import type { CallReaction } from '../definition/define-reaction.ts';
import { UnavailableError } from '../definition/errors.ts';
import type { Message } from '../definition/message.ts';
import { newId } from '../messaging/ids.ts';
import { parseEventSubject } from '../messaging/subjects.ts';
import type { Connection } from '../postgres/client.ts';
import { BatchLoop } from './batch-loop.ts';
import { readEvent } from './decode-delivery.ts';
import type { Delivery } from './delivery.ts';
import { inboxKey, type InboxEntry } from './inbox.ts';
import { loadStates } from './load-states.ts';
import { settleFailure } from './settle-failure.ts';
import { buryUnreadable } from './bury-unreadable.ts';
import type { Shell } from './shell.ts';
import { UnitOfWork } from './unit-of-work.ts';

const USUAL_CONCURRENCY = 32;
const USUAL_TIMEOUT_MS = 10_000;

interface CallWork {
  readonly delivery: Delivery;
  readonly message: Message;
  readonly reaction: CallReaction;
}

interface Called extends CallWork {
  readonly result: unknown;
}

/**
 * Runs a reaction that calls the outside. C1: the intent is committed before the call. C2: no transaction is open during a call. C3: a message is marked as seen
 * in the transaction that records the result, so a crash in between repeats the call under the same idempotency key. C4: results are recorded in batches too.
 */
export class CallRunner {
  readonly reaction: CallReaction;
  readonly deliveries: BatchLoop<Delivery>;
  private readonly shell: Shell;
  private readonly results: BatchLoop<Called>;
  private readonly preparing: Connection;
  private readonly concluding: Connection;
  private readonly underWay = new Set<Promise<void>>();
  private readonly concurrency: number;

  constructor(shell: Shell, reaction: CallReaction) {
    this.shell = shell;
    this.reaction = reaction;
    this.concurrency = reaction.concurrency ?? USUAL_CONCURRENCY;
    this.preparing = shell.connect(`${reaction.name} prepare`);
    this.concluding = shell.connect(`${reaction.name} conclude`);
    this.deliveries = new BatchLoop({
      maxBatch: Math.min(this.concurrency, shell.settings.BATCH_SIZE),
      handle: (batch) => this.prepare(batch),
      onPoison: (delivery, error) => this.poison(delivery, error),
      keepAlive: (delivery) => delivery.keepAlive(),
      log: shell.log,
    });
    this.results = new BatchLoop({
      maxBatch: shell.settings.BATCH_SIZE,
      handle: (batch) => this.conclude(batch),
      onPoison: (called, error) => settleFailure(shell, this.concluding, { ...called, error }),
      keepAlive: ({ delivery }) => delivery.keepAlive(),
      log: shell.log,
    });
  }

  /** Takes no more deliveries, lets the calls under way end, and records their results. */
  async stop(): Promise<void> {
    await this.deliveries.stop();
    await Promise.all(this.underWay);
    await this.results.drain();
    await Promise.all([this.preparing.close(), this.concluding.close()]);
  }

  private async prepare(batch: readonly Delivery[]): Promise<void> {
    while (this.underWay.size > 0 && this.underWay.size + batch.length > this.concurrency) {
      await Promise.race(this.underWay);
    }
    const works = await this.read(batch);
    if (works.length === 0) return;
    const unit = new UnitOfWork(
      await this.preparing.session(),
      this.shell.plan,
      this.shell.settings.OUTBOX_LANES,
    );
    const calls: { work: CallWork; request: unknown }[] = [];
    let failures = new Map<CallWork, unknown>();
    try {
      unit.begin();
      const peeking = unit.peek(works.map(entryOf));
      failures = await loadStates(unit, this.shell.plan.stores, works);
      const seen = new Set(await peeking);
      for (const work of works) this.prepareOne(unit, work, seen, calls, failures);
      if (this.reaction.intentMayBeLost === true && calls.length === works.length)
        unit.relaxDurability();
      this.shell.relay.handOver(await unit.commit());
    } catch (error) {
      await unit.rollback();
      throw error;
    }
    const calling = new Set(calls.map(({ work }) => work));
    for (const [work, error] of failures)
      await settleFailure(this.shell, this.preparing, { ...work, error });
    for (const work of works)
      if (!calling.has(work) && !failures.has(work)) work.delivery.acknowledge();
    for (const { work, request } of calls) this.call(work, request);
  }

  private prepareOne(
    unit: UnitOfWork,
    work: CallWork,
    seen: Set<string>,
    calls: { work: CallWork; request: unknown }[],
    failures: Map<CallWork, unknown>,
  ): void {
    const entry = entryOf(work);
    if (seen.has(inboxKey(entry))) return void failures.delete(work);
    if (failures.has(work)) return;
    try {
      const prepared = this.reaction.prepare(
        work.message,
        unit.viewsOf(this.reaction),
        contextOf(unit),
      );
      if ('call' in prepared) {
        unit.put(this.reaction, prepared.save);
        calls.push({ work, request: prepared.call });
      } else {
        unit.apply(work.message, this.reaction, prepared);
        unit.see(entry);
        seen.add(inboxKey(entry));
      }
    } catch (error) {
      failures.set(work, error);
    }
  }

  private call(work: CallWork, request: unknown): void {
    const limitMs = this.reaction.timeoutMs ?? USUAL_TIMEOUT_MS;
    const alive = setInterval(
      () => work.delivery.keepAlive(),
      (this.shell.settings.ACK_WAIT_SECONDS * 1_000) / 3,
    );
    const calling = withTimeLimit(limitMs, (signal) => this.reaction.perform(request, signal))
      .then(
        (result) => this.results.push({ ...work, result }),
        (error: unknown) => settleFailure(this.shell, this.concluding, { ...work, error }),
      )
      .catch((error: unknown) =>
        this.shell.log.error(
          { err: error },
          'a failed call could not be settled; its message comes again',
        ),
      )
      .finally(() => {
        clearInterval(alive);
        this.underWay.delete(calling);
      });
    this.underWay.add(calling);
  }

  private async conclude(batch: readonly Called[]): Promise<void> {
    const unit = new UnitOfWork(
      await this.concluding.session(),
      this.shell.plan,
      this.shell.settings.OUTBOX_LANES,
    );
    let failures = new Map<Called, unknown>();
    try {
      unit.begin();
      const claiming = unit.claim(batch.map(entryOf));
      failures = await loadStates(unit, this.shell.plan.stores, batch);
      const fresh = new Set(await claiming);
      for (const called of batch) {
        const entry = entryOf(called);
        if (!fresh.delete(inboxKey(entry))) continue;
        try {
          if (failures.has(called)) throw failures.get(called);
          const views = unit.viewsOf(this.reaction);
          unit.apply(
            called.message,
            this.reaction,
            this.reaction.conclude(called.message, called.result, views, contextOf(unit)),
          );
        } catch (error) {
          failures.set(called, error);
          unit.release(entry);
        }
      }
      this.shell.relay.handOver(await unit.commit());
    } catch (error) {
      await unit.rollback();
      throw error;
    }
    for (const [called, error] of failures)
      await settleFailure(this.shell, this.concluding, { ...called, error });
    for (const called of batch) if (!failures.has(called)) called.delivery.acknowledge();
  }

  private async read(batch: readonly Delivery[]): Promise<readonly CallWork[]> {
    const works: CallWork[] = [];
    for (const delivery of batch) {
      const contract = this.shell.plan.events.get(parseEventSubject(delivery.subject));
      if (contract === undefined) continue;
      const read = readEvent(contract, delivery);
      if (read.ok) works.push({ delivery, message: read.message, reaction: this.reaction });
      else await buryUnreadable(this.shell, this.preparing, delivery, [this.reaction], read);
    }
    return works;
  }

  private async poison(delivery: Delivery, error: unknown): Promise<void> {
    const [work] = await this.read([delivery]);
    if (work !== undefined) await settleFailure(this.shell, this.preparing, { ...work, error });
  }
}

const entryOf = ({ message, reaction }: CallWork): InboxEntry => ({
  eventId: message.id,
  reaction: reaction.name,
});

const contextOf = (unit: UnitOfWork): { now: Date; newId: () => string } => ({
  now: unit.now,
  newId,
});

/** Ends a call that takes too long, also when it does not look at its signal. */
async function withTimeLimit<Result>(
  limitMs: number,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new UnavailableError(`the call took longer than ${limitMs} ms`);
    controller.abort(error);
    reject(error);
  }, limitMs);
  try {
    return await Promise.race([run(controller.signal), expired]);
  } finally {
    clearTimeout(timer);
  }
}
