import type { EventContract } from '@murmuration/contracts';
import type { Decision, Loaded, Saves, StoreSet, Timer } from '../definition/decision.ts';
import type { AnyReaction } from '../definition/define-reaction.ts';
import type { Store } from '../definition/define-store.ts';
import type { Message } from '../definition/message.ts';
import { outboxRow, type OutboxRow, type PlacedRow } from '../outbox/outbox-row.ts';
import { insertOutbox } from '../outbox/insert-outbox.ts';
import { claimInOrder, type LineEntry, type Verdicts } from '../dead-letters/line-statements.ts';
import { setTimers, type TimerRow, unsetTimers } from '../timers/timer-statements.ts';
import { awaitedLater, type Pipeline, type Statement } from '../postgres/pipeline.ts';
import { claimInbox, insertInbox, peekInbox, releaseInbox, type InboxEntry } from './inbox.ts';
import {
  insertCommands,
  recallCommands,
  type CommandId,
  type CommandRecord,
} from './command-log.ts';
import type { ServicePlan } from './service-plan.ts';
import { type Change, StoreCache } from './store-cache.ts';

/** The last word of a batch on one timer: set to this, or not set. */
interface TimerChange {
  readonly event: string;
  readonly key: string;
  readonly set?: TimerRow;
}

/** The commit returns before it is on disk. */
export const RELAX_DURABILITY = 'set local synchronous_commit = off';

type AnyDecision = Decision<EventContract, StoreSet>;

/** What a batch needs of one store: the keys of those messages whose keys are known. */
export interface LoadRequest {
  readonly store: Store;
  readonly keys: readonly string[];
  /** Whether the rows are locked: not when all who want them only look. */
  readonly lock: boolean;
}

/**
 * One transaction over a batch. U1: everything in it is committed together or not at all. U2: rows are locked store by store in the
 * definition's order and in key order within a store. U3: statements of a phase are pipelined: one round trip. U4: a transaction has an id before it
 * draws positions in the outbox (the relay's reasoning about holes rests on it; `insertOutbox` makes sure).
 */
export class UnitOfWork {
  readonly now = new Date();
  private readonly pipeline: Pipeline;
  private readonly plan: ServicePlan;
  private readonly lanes: number;
  private readonly caches: ReadonlyMap<Store, StoreCache>;
  private readonly views = new Map<AnyReaction, Loaded<StoreSet>>();
  private readonly rows: OutboxRow[] = [];
  private readonly timers = new Map<string, TimerChange>();
  private readonly commands: CommandRecord[] = [];
  private readonly seen: InboxEntry[] = [];
  private readonly released: InboxEntry[] = [];
  private readonly atCommit: ((pipeline: Pipeline) => void)[] = [];

  constructor(pipeline: Pipeline, plan: ServicePlan, lanes: number) {
    this.pipeline = pipeline;
    this.plan = plan;
    this.lanes = lanes;
    this.caches = new Map(plan.stores.map((store) => [store, new StoreCache(store)]));
  }

  /** Makes the commit return before it is on disk. Only for what a redelivery would do again. */
  relaxDurability(): void {
    this.pipeline.send(RELAX_DURABILITY);
  }

  /** Marks entries as seen; those that were not seen before come back. */
  claim(entries: readonly InboxEntry[]): Promise<ReadonlySet<string>> {
    return awaitedLater(claimInbox(this.pipeline, entries));
  }

  /** As `claim`, when some of the reactions ask for order. */
  claimInOrder(entries: readonly LineEntry[]): Promise<Verdicts> {
    return awaitedLater(claimInOrder(this.pipeline, entries));
  }

  /** Which entries were seen before, without marking any. */
  peek(entries: readonly InboxEntry[]): Promise<ReadonlySet<string>> {
    return awaitedLater(peekInbox(this.pipeline, entries));
  }

  recall(commands: readonly CommandId[]): Promise<Map<string, CommandRecord>> {
    return awaitedLater(recallCommands(this.pipeline, commands));
  }

  /** Loads the states of one store that the batch does not hold yet. */
  async load({ store, keys, lock }: LoadRequest): Promise<void> {
    const cache = this.cacheOf(store);
    const missing = [...new Set(keys)].filter((key) => !cache.has(key));
    if (missing.length === 0) return;
    const { load, look, keyOf } = this.statementsOf(store);
    const rows = await this.pipeline.ask(lock ? load : look, [missing]);
    cache.fill(missing, new Map(rows.map((row) => [keyOf(row), row])));
  }

  /** The views of a reaction over the states of this batch. */
  viewsOf(reaction: AnyReaction): Loaded<StoreSet> {
    let views = this.views.get(reaction);
    if (views === undefined) {
      const entries = Object.entries(reaction.stores).map(
        ([name, store]) => [name, this.cacheOf(store)] as const,
      );
      views = Object.fromEntries(entries);
      this.views.set(reaction, views);
    }
    return views;
  }

  /** Takes in a decision whole, or throws and takes in nothing of it. */
  apply(message: Message, reaction: AnyReaction, decision: AnyDecision): void {
    const rows = (decision.emit ?? []).map((draft) =>
      outboxRow(draft, message, this.now, this.lanes),
    );
    const timers = (decision.schedule ?? []).map((timer) => this.timerRow(timer, message));
    this.put(reaction, decision.save);
    this.rows.push(...rows);
    for (const { event, key } of decision.unschedule ?? []) {
      this.timers.set(`${event.name} ${key}`, { event: event.name, key });
    }
    for (const timer of timers) {
      this.timers.set(`${timer.event} ${timer.key}`, {
        event: timer.event,
        key: timer.key,
        set: timer,
      });
    }
  }

  put(reaction: AnyReaction, save: Saves<StoreSet> | undefined): void {
    for (const [name, states] of Object.entries(save ?? {})) {
      const store = reaction.stores[name];
      if (store === undefined || reaction.readOnly?.includes(name) === true) {
        throw new Error(
          `${reaction.name} saves to ${name}, which it does not declare or only reads`,
        );
      }
      const cache = this.cacheOf(store);
      for (const state of states ?? []) cache.put(state);
    }
  }

  /** Adds a row that no reaction has decided: a rejection, or the notice of a dead letter. */
  emit(row: OutboxRow): void {
    this.rows.push(row);
  }

  record(command: CommandRecord): void {
    this.commands.push(command);
  }

  /** Marks an entry as seen with the commit. */
  see(entry: InboxEntry): void {
    this.seen.push(entry);
  }

  /** Takes a claim back: its reaction failed and shall be tried again. */
  release(entry: InboxEntry): void {
    this.released.push(entry);
  }

  /** Adds statements that belong to the same transaction. */
  alongCommit(send: (pipeline: Pipeline) => void): void {
    this.atCommit.push(send);
  }

  /** How the states of a store differ from what was loaded. */
  changesOf(store: Store): {
    readonly inserts: readonly unknown[];
    readonly updates: readonly Change[];
  } {
    return this.cacheOf(store).changes();
  }

  /** Writes everything and commits, in one round trip. Returns the rows to relay, with their positions. */
  async commit(): Promise<readonly PlacedRow[]> {
    if (this.released.length > 0) releaseInbox(this.pipeline, this.released);
    if (this.seen.length > 0) insertInbox(this.pipeline, this.seen);
    if (this.commands.length > 0) insertCommands(this.pipeline, this.commands);
    for (const store of this.plan.stores) this.save(store);
    this.saveTimers();
    for (const send of this.atCommit) send(this.pipeline);
    return await this.pipeline.commit(insertOutbox(this.pipeline, this.rows));
  }

  private save(store: Store): void {
    const { inserts, updates } = this.cacheOf(store).changes();
    const statements = this.statementsOf(store);
    if (inserts.length > 0) this.sendStatement(statements.insert(inserts));
    const update = updates.length > 0 ? statements.update(updates) : undefined;
    if (update !== undefined) this.sendStatement(update);
  }

  private sendStatement({ text, parameters }: Statement): void {
    this.pipeline.send(text, parameters);
  }

  private saveTimers(): void {
    if (this.timers.size === 0) return;
    const changes = [...this.timers.values()];
    const unset = changes.filter((change) => change.set === undefined);
    const set = changes.flatMap((change) => change.set ?? []);
    if (unset.length > 0) unsetTimers(this.pipeline, unset);
    if (set.length > 0) setTimers(this.pipeline, set);
  }

  private timerRow(
    { event, at }: Timer<{ contract: EventContract; data: unknown; name: string }>,
    cause: Message,
  ): TimerRow {
    const row = outboxRow(event, cause, at, this.lanes);
    return { event: row.type, key: row.key, dueAt: at, row };
  }

  private cacheOf(store: Store): StoreCache {
    const cache = this.caches.get(store);
    if (cache === undefined)
      throw new Error(`store ${store.name} is not listed in service ${this.plan.name}`);
    return cache;
  }

  private statementsOf(store: Store): NonNullable<ReturnType<ServicePlan['statements']['get']>> {
    const statements = this.plan.statements.get(store);
    if (statements === undefined)
      throw new Error(`store ${store.name} is not listed in service ${this.plan.name}`);
    return statements;
  }
}
