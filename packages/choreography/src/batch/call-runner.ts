import { setTimeout as sleep } from 'node:timers/promises';
import type { CallReaction } from '../definition/define-reaction.ts';
import { reach } from '../failpoints/reach.ts';
import { eventFilter, parseEventSubject } from '../messaging/subjects.ts';
import type { Connection } from '../postgres/connection.ts';
import { NeighbourDown, UnavailableError } from '../definition/errors.ts';
import { BatchLoop } from './batch-loop.ts';
import { deliveryBounds, sizeOfDelivery } from './delivery-bounds.ts';
import { growingDelay } from './growing-delay.ts';
import { buryUnreadable } from './bury-unreadable.ts';
import type { CallWork, CompletedCall, PreparedCall } from './call-work.ts';
import { concludeCalls } from './conclude-calls.ts';
import { readEvent } from './decode-delivery.ts';
import type { Delivery } from './delivery.ts';
import { leaveToOthers } from './leave-to-others.ts';
import { prepareCalls } from './prepare-calls.ts';
import { settleFailures } from './settle-failure.ts';
import type { Shell } from './shell.ts';
import { withTimeLimit } from './time-limit.ts';
import type { BatchOf } from '../telemetry/batch-watch.ts';
import { callConsumer } from '../topology/consumers.ts';
import { EVENTS } from '../topology/streams.ts';

const USUAL_CONCURRENCY = 32;
const USUAL_TIMEOUT_MS = 10_000;
/** After a call on trial that did not say how long its neighbour is to be left alone. */
const TRIAL_PAUSE_MS = 1_000;

/**
 * Runs a reaction that calls the outside. C1: the intent is committed before the call. C2: no transaction is open during a call. C3: a message is marked as seen
 * in the transaction that records the result, so a crash in between repeats the call under the same idempotency key. C4: results are recorded in batches too.
 *
 * C5: while the neighbour is down no messages are taken but one at a time on trial, whose call goes through the neighbour's circuit; none counts an attempt for it. While the database
 * is away results are held, since what was called would be called again.
 */
export class CallRunner {
  readonly reaction: CallReaction;
  readonly deliveries: BatchLoop<Delivery>;
  private readonly shell: Shell;
  private readonly results: BatchLoop<CompletedCall>;
  private readonly preparing: Connection;
  private readonly concluding: Connection;
  private readonly underWay = new Set<Promise<void>>();
  private readonly called = new Set<Delivery>();
  private readonly keepAlive: NodeJS.Timeout;
  private readonly concurrency: number;
  private recorded = Promise.withResolvers<void>();
  private isStopping = false;
  private readonly of: BatchOf;

  constructor(shell: Shell, reaction: CallReaction) {
    this.shell = shell;
    this.reaction = reaction;
    this.concurrency = reaction.concurrency ?? USUAL_CONCURRENCY;
    this.of = { stream: EVENTS, group: callConsumer(shell.plan, reaction) };
    this.preparing = shell.connect(`${reaction.name} prepare`);
    this.concluding = shell.connect(`${reaction.name} conclude`);
    this.keepAlive = setInterval(
      () => this.keepCalledAlive(),
      (shell.settings.ACK_WAIT_SECONDS * 1_000) / 3,
    );
    const log = shell.log.child({ reaction: reaction.name });
    const recovery = (error: unknown): Promise<void> => shell.database.recovery(error);
    this.deliveries = new BatchLoop({
      maxBatch: shell.settings.BATCH_SIZE,
      lifetimeMs: shell.settings.ACK_WAIT_SECONDS * 1_000,
      bounds: deliveryBounds(shell),
      sizeOf: sizeOfDelivery,
      room: () => this.room(),
      handle: (batch) => this.prepare(batch),
      onPoison: (delivery, error) => this.poison(delivery, error),
      keepAlive: (delivery) => delivery.keepAlive(),
      handBack: (delivery) => delivery.retryAfter(0),
      recovery,
      provesItself: false,
      log,
    });
    this.results = new BatchLoop({
      maxBatch: shell.settings.BATCH_SIZE,
      handle: (batch) => this.conclude(batch),
      onPoison: (completed, error) => this.fail(completed, error),
      // those of all calls are kept alive together
      keepAlive: () => undefined,
      handBack: ({ delivery }) => this.handBack(delivery),
      recovery,
      holdsOn: true,
      log,
    });
    this.results.onRoom = () => {
      this.recorded.resolve();
      this.recorded = Promise.withResolvers();
    };
  }

  /** The broker is told in time that the messages of slow calls, and of results that are not recorded yet, are still being worked at. */
  private keepCalledAlive(): void {
    for (const delivery of this.called) delivery.keepAlive();
  }

  /** Takes no more deliveries, lets the calls under way end, and records their results. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.recorded.resolve();
    await this.deliveries.stop();
    await Promise.all(this.underWay);
    clearInterval(this.keepAlive);
    await this.results.drain();
    await Promise.all([this.preparing.close(), this.concluding.close()]);
  }

  /** Why the reaction does not go on, in words; undefined when all is well. */
  get problem(): string | undefined {
    return this.deliveries.problem ?? this.results.problem;
  }

  /** How many calls may be begun now: one slow call takes the place of one, and holds up no other. Results that cannot be recorded hold up all. */
  private async room(): Promise<number> {
    while (this.underWay.size >= this.concurrency) await Promise.race(this.underWay);
    while (this.results.room.messages < 1 && !this.isStopping) await this.recorded.promise;
    return this.concurrency - this.underWay.size;
  }

  private async prepare(batch: readonly Delivery[]): Promise<void> {
    const works = await this.read(batch);
    if (works.length === 0) return this.deliveries.tryAnother();
    const { shell, preparing, reaction } = this;
    const { calls, failures } = await prepareCalls(shell, preparing, reaction, this.of, works);
    await settleFailures(shell, preparing, failures);
    const open = new Set([
      ...calls.map(({ work }) => work.delivery),
      ...failures.map(({ delivery }) => delivery),
    ]);
    for (const { delivery } of works) if (!open.has(delivery)) delivery.acknowledge();
    for (const call of calls) this.call(call);
    if (calls.length === 0) this.deliveries.tryAnother();
  }

  private async conclude(batch: readonly CompletedCall[]): Promise<void> {
    await concludeCalls(this.shell, this.concluding, { ...this.of, continues: true }, batch);
    for (const { delivery } of batch) this.called.delete(delivery);
  }

  private call({ work, request }: PreparedCall): void {
    const limitMs = this.reaction.timeoutMs ?? USUAL_TIMEOUT_MS;
    this.called.add(work.delivery);
    reach('call.before-perform');
    const calling = withTimeLimit(limitMs, (signal) => this.perform(work, request, signal))
      .then(
        (result) => {
          reach('call.after-perform');
          this.deliveries.resume();
          this.results.push({ ...work, result });
        },
        (error: unknown) => this.failed(work, error),
      )
      .catch((error: unknown) =>
        this.shell.log.error(
          { err: error },
          'a failed call could not be settled; its message comes again',
        ),
      )
      .finally(() => this.underWay.delete(calling));
    this.underWay.add(calling);
  }

  private async perform(work: CallWork, request: unknown, signal: AbortSignal): Promise<unknown> {
    const { reaction, shell } = this;
    if (shell.telemetry === undefined) return await reaction.perform(request, signal);
    return await shell.telemetry.call(reaction.name, work.message, () =>
      reaction.perform(request, signal),
    );
  }

  private async read(batch: readonly Delivery[]): Promise<readonly CallWork[]> {
    const works: CallWork[] = [];
    for (const delivery of batch) {
      const type = parseEventSubject(delivery.subject);
      const contract = this.reaction.on.find((each) => each.type === type);
      if (contract?.kind !== 'event') {
        const { stream, group: durable } = this.of;
        const { name } = this.reaction;
        const filters = [eventFilter(type)];
        const unheard = { consumer: { stream, durable }, reaction: name, type, filters };
        await leaveToOthers(this.shell, this.preparing, delivery, unheard);
        continue;
      }
      const read = readEvent(contract, delivery);
      if (read.ok) works.push({ delivery, message: read.message, reaction: this.reaction });
      else await buryUnreadable(this.shell, this.preparing, delivery, [this.reaction], read);
    }
    return works;
  }

  private async poison(delivery: Delivery, error: unknown): Promise<void> {
    try {
      const [work] = await this.read([delivery]);
      if (work !== undefined) await this.fail(work, error);
    } finally {
      this.deliveries.tryAnother();
    }
  }

  /** A call came to nothing. A neighbour that is down is no failure of the message. */
  private async failed(work: CallWork, error: unknown): Promise<void> {
    const isDown = error instanceof NeighbourDown;
    if (!isDown && !(error instanceof UnavailableError && this.deliveries.isOnTrial)) {
      this.deliveries.resume();
      return await this.fail(work, error);
    }
    this.shell.telemetry?.finish(work, this.of.group, error);
    const pauseMs = isDown ? error.retryAfterMs : growingDelay(0, TRIAL_PAUSE_MS, TRIAL_PAUSE_MS);
    this.deliveries.pause(error, () => sleep(pauseMs));
    // a little later than the next trial: that shall be another one, should it be this message that is in the way
    this.handBack(work.delivery, pauseMs);
  }

  private handBack(delivery: Delivery, afterMs = 0): void {
    this.called.delete(delivery);
    delivery.retryAfter(afterMs);
  }

  private async fail(work: CallWork, error: unknown): Promise<void> {
    this.called.delete(work.delivery);
    this.shell.telemetry?.finish(work, this.of.group, error);
    await settleFailures(this.shell, this.concluding, [{ ...work, error }]);
  }
}
