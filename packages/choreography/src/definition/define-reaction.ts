import type { CommandContract, EventContract } from '@murmuration/contracts';
import type {
  Decision,
  DecisionContext,
  Loaded,
  PrepareContext,
  Saves,
  StoreSet,
} from './decision.ts';
import type { MessageOf } from './message.ts';

/** What a reaction may listen to. */
export type Trigger = EventContract | CommandContract;

/** Which keys of each store a message needs. Stores are loaded in the declared order of the service; later ones may look at earlier ones. */
export type Keys<On extends Trigger, Stores extends StoreSet> = {
  readonly [Name in keyof Stores]: KeyFunction<On, Stores>;
};

/** Written as a method so that reactions to different messages fit in one list; the runtime hands each only its own. */
interface KeyMethod<On extends Trigger, Stores extends StoreSet> {
  keys(message: MessageOf<On>, loaded: Loaded<Stores>): string | readonly string[];
}
type KeyFunction<On extends Trigger, Stores extends StoreSet> = KeyMethod<On, Stores>['keys'];

/** How a failing message is tried again. */
export interface RetryPolicy {
  /** After this many attempts the message becomes a dead letter. */
  readonly attempts: number;
  /** The delay after the first failure, in milliseconds; it doubles with each attempt, with jitter. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** What one fact has set up and another one takes back. */
export interface Compensation<Emits extends EventContract = EventContract> {
  /** The fact that told of the effect: stock was reserved, money was captured. */
  readonly effect: EventContract;
  /** The own fact that tells that it is taken back. */
  readonly by: Emits;
}

interface ReactionBasis<On extends Trigger, Emits extends EventContract, Stores extends StoreSet> {
  /** A sentence in kebab-case: `reserve-stock-when-order-placed`. Unique in its service; part of the inbox key, so never renamed lightly. */
  readonly name: string;
  readonly on: readonly On[];
  readonly emits: readonly Emits[];
  readonly stores: Stores;
  readonly keys: Keys<On, Stores>;
  /** Stores that are only looked at: their rows are not locked, and saving to them is an error. */
  readonly readOnly?: readonly (keyof Stores & string)[];
  readonly retry?: Partial<RetryPolicy>;
  /** What it takes back when a saga fails. The choreography is checked for every effect to be taken back by somebody; the runtime does not look at it. */
  readonly compensates?: readonly Compensation<NoInfer<Emits>>[];
  /** Of its events, those that set up nothing which a failing saga would have to take back: a refusal, a report. */
  readonly nothingToUndo?: readonly NoInfer<Emits>[];
  /** In a circle of reactions without a timer: what ends it, in words, such as `each line is delivered`. */
  readonly repeatsUntil?: string;
}

/** A pure reaction: what triggers it, what it may emit, what it needs to know, and the decision. */
export interface Reaction<
  On extends Trigger = Trigger,
  Emits extends EventContract = EventContract,
  Stores extends StoreSet = StoreSet,
> extends ReactionBasis<On, Emits, Stores> {
  readonly kind: 'pure';
  /**
   * Whether the events of a key wait behind one that has failed, until it is tried again with success, redriven or discarded. They are kept in the service's own tables
   * meanwhile, and those of other keys go on. Default false: a decision that is right under any order of arrival needs no line. Not for commands, whose senders wait for
   * outcomes.
   */
  readonly ordered?: boolean;
  decide(
    message: MessageOf<On>,
    state: Loaded<Stores>,
    context: DecisionContext,
  ): Decision<Emits, Stores>;
}

/** A decision to call the outside: the intent is saved first, then the call is made outside of any transaction. */
export interface CallDecision<Request, Stores extends StoreSet> {
  readonly call: Request;
  readonly save?: Saves<Stores>;
}

/**
 * A reaction that calls the outside. It has a consumer of its own, so that a slow provider holds up nothing else.
 * `prepare` records the intent; `perform` makes the call, at least once, under an idempotency key derived from the aggregate;
 * `conclude` records the result as a fact.
 */
export interface CallReaction<
  On extends Trigger = Trigger,
  Emits extends EventContract = EventContract,
  Stores extends StoreSet = StoreSet,
  Request = unknown,
  Result = unknown,
> extends ReactionBasis<On, Emits, Stores> {
  readonly kind: 'call';
  /** Who is called, for people: `the payment provider`. */
  readonly calls?: string;
  /** A final decision when nothing has to be called, else the request. */
  prepare(
    message: MessageOf<On>,
    state: Loaded<Stores>,
    context: PrepareContext,
  ): Decision<Emits, Stores> | CallDecision<Request, Stores>;
  /** Makes the call. Throw `TerminalError` when retrying cannot help, `UnavailableError` when the other side is down. */
  perform(request: Request, signal: AbortSignal): Promise<Result>;
  conclude(
    message: MessageOf<On>,
    result: Result,
    state: Loaded<Stores>,
    context: DecisionContext,
  ): Decision<Emits, Stores>;
  /**
   * Whether an intent may be lost with the machine, because the redelivered message forms it again, and `conclude` can do without the record of it: the caller may outlive the
   * database. Its commit then
   * does not wait for the disk. Default false.
   */
  readonly intentMayBeLost?: boolean;
  /** Calls under way at once in one process. Default 32. */
  readonly concurrency?: number;
  /** How long one call may take, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
}

export type AnyReaction = Reaction | CallReaction;

/** Defines a pure reaction. */
export function defineReaction<
  On extends Trigger,
  const Stores extends StoreSet,
  Emits extends EventContract = never,
>(reaction: Omit<Reaction<On, Emits, Stores>, 'kind'>): Reaction<On, Emits, Stores> {
  return { kind: 'pure', ...reaction };
}

/** Defines a reaction that calls the outside. */
export function defineCallReaction<
  On extends Trigger,
  const Stores extends StoreSet,
  Request,
  Result,
  Emits extends EventContract = never,
>(
  reaction: Omit<CallReaction<On, Emits, Stores, Request, Result>, 'kind'>,
): CallReaction<On, Emits, Stores, Request, Result> {
  return { kind: 'call', ...reaction };
}
