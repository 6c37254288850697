import type { EventContract, EventDraft, Problem, TimerContract } from '@murmuration/contracts';
import type { StateOf, Store } from './define-store.ts';

/** The stores of a reaction, by the name that its decision uses. */
export type StoreSet = Readonly<Record<string, Store>>;

/** What is known of one store: the states that were loaded, as earlier messages of the batch left them. */
export interface StoreView<State> {
  get(key: string): State | undefined;
}

export type Loaded<Stores extends StoreSet> = {
  readonly [Name in keyof Stores]: StoreView<StateOf<Stores[Name]>>;
};

/** Drafts of exactly the declared events: an undeclared emit does not compile. */
export type DraftOf<Contract> =
  Contract extends EventContract<infer Name, infer Data> ? EventDraft<Name, Data> : never;

/** Of the declared events, those that happen at once; all of them where nothing is known of the reaction. */
type AtOnce<Emits> = EventContract extends Emits ? Emits : Exclude<Emits, TimerContract>;

/** Of the declared events, the timers. */
type Later<Emits> = EventContract extends Emits ? Emits : Extract<Emits, TimerContract>;

/** An event that is published at a later moment unless it is cancelled before. One per event and key. */
export interface Timer<Draft> {
  readonly event: Draft;
  readonly at: Date;
}

/** New states by store. */
export type Saves<Stores extends StoreSet> = {
  readonly [Name in keyof Stores]?: readonly StateOf<Stores[Name]>[];
};

/** What a reaction has decided. Everything in it happens in one transaction, or nothing. */
export interface Decision<Emits extends EventContract, Stores extends StoreSet> {
  /** New states; a state whose key was not found when loading is inserted. */
  readonly save?: Saves<Stores>;
  readonly emit?: readonly DraftOf<AtOnce<Emits>>[];
  readonly schedule?: readonly Timer<DraftOf<Later<Emits>>>[];
  /** Timers of this event and key are cancelled. */
  readonly unschedule?: readonly { readonly event: EventContract; readonly key: string }[];
  /** For commands: refused, with the reasons. The command's rejection event is published. */
  readonly reject?: readonly Problem[];
  /** Why nothing happens, for the log. */
  readonly ignored?: string;
}

/** Nothing to do, and why: a duplicate, or a fact that no longer matters. */
export function ignore(reason: string): { readonly ignored: string } {
  return { ignored: reason };
}

/** Refuses a command. Give every reason at once, each with the field it is about. */
export function reject(...reasons: readonly Problem[]): { readonly reject: readonly Problem[] } {
  return { reject: reasons };
}

/** What a decision may know beside the message and the states: time and ids are given, never taken. */
export interface DecisionContext {
  readonly now: Date;
  newId(): string;
}

/** What else a call reaction may know before it calls. */
export interface PrepareContext extends DecisionContext {
  /** Whether the message was delivered before: a call may have been made for it, although the record of the intent was lost with a machine. */
  readonly isRepeated: boolean;
}
