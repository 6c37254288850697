import { canonical } from './canonical.ts';
import type { Change, Intent } from './change.ts';
import type { Told } from './message.ts';
import type { Rows } from './rows.ts';

/** A call under way in some process: of its message, and what came back once something has. */
export interface Call {
  readonly reaction: string;
  readonly messageId: string;
  readonly request: unknown;
  readonly answer?: { readonly result: unknown };
}

/** All that a service knows: what it has committed, and which calls its processes make. A value: what changes it makes a new one. */
export interface ServiceState {
  readonly rows: Rows;
  /** Deliveries that are done with, in order: `<reaction> < <message id>`. The inbox, and for commands the command log. */
  readonly seen: readonly string[];
  /** What the senders of commands were told first, by message id. */
  readonly outcomes: Readonly<Record<string, 'accepted' | 'rejected'>>;
  readonly timers: Readonly<Record<string, Told>>;
  /** Deliveries for calls that were tried and are not done with: they come again as repeated. */
  readonly tried: readonly string[];
  readonly calls: readonly Call[];
  /** The rows before an intent that is committed and not on disk yet; a machine that is lost goes back to them. */
  readonly onDisk?: Rows;
}

/** A service of which nothing is known yet. */
export const unborn: ServiceState = {
  rows: {},
  seen: [],
  outcomes: {},
  timers: {},
  tried: [],
  calls: [],
};

/** A message as it comes to one reaction. */
export interface Delivery {
  readonly reaction: string;
  readonly messageId: string;
}

/** A delivery as it stands in the inbox. */
export const entryOf = ({ reaction, messageId }: Delivery): string => `${reaction} < ${messageId}`;

export const isSeen = (state: ServiceState, delivery: Delivery): boolean =>
  state.seen.includes(entryOf(delivery));

/** Marks a delivery as done with, on disk like all that was committed before. */
export function see(state: ServiceState, delivery: Delivery): ServiceState {
  const entry = entryOf(delivery);
  if (state.seen.includes(entry)) return state;
  const { onDisk: _, ...rest } = state;
  const tried = rest.tried.filter((other) => other !== entry);
  return { ...rest, seen: [...rest.seen, entry].toSorted(), tried };
}

/** Notes that a delivery has been tried, so that it comes again as repeated. */
export function tryOnce(state: ServiceState, delivery: Delivery): ServiceState {
  const entry = entryOf(delivery);
  if (state.tried.includes(entry)) return state;
  return { ...state, tried: [...state.tried, entry].toSorted() };
}

/** The broker counts the deliveries of a message from the beginning. */
export function forgetTries(state: ServiceState, delivery: Delivery): ServiceState {
  const entry = entryOf(delivery);
  if (!state.tried.includes(entry)) return state;
  return { ...state, tried: state.tried.filter((other) => other !== entry) };
}

/** Commits a change: everything is on disk with it. One that changes nothing is taken for none. */
export function commit(state: ServiceState, change: Change, commandId?: string): ServiceState {
  const isNew = commandId !== undefined && !(commandId in state.outcomes);
  if (!isNew && Object.keys({ ...change.saves, ...change.timers }).length === 0) return state;
  const { onDisk: _, ...rest } = state;
  const timers = Object.entries({ ...rest.timers, ...change.timers });
  const set = timers.filter((entry): entry is [string, Told] => entry[1] !== undefined);
  return {
    ...rest,
    rows: { ...rest.rows, ...change.saves },
    timers: Object.fromEntries(set),
    outcomes: isNew ? { ...rest.outcomes, [commandId]: change.outcome } : rest.outcomes,
  };
}

/** Commits an intent; one that may be lost does not wait for the disk. */
export function commitIntent(
  state: ServiceState,
  { saves }: Intent,
  mayBeLost: boolean,
): ServiceState {
  const { onDisk, ...rest } = state;
  if (Object.keys(saves).length === 0) return state;
  const after = { ...rest, rows: { ...rest.rows, ...saves } };
  return mayBeLost ? { ...after, onDisk: onDisk ?? rest.rows } : after;
}

/** Adds a call. */
export function begin(state: ServiceState, call: Call): ServiceState {
  return { ...state, calls: inOneOrder([...state.calls, call]) };
}

/** Takes a call away, or puts another in its place. */
export function replaceCall(state: ServiceState, call: Call, ...by: readonly Call[]): ServiceState {
  return {
    ...state,
    calls: inOneOrder(state.calls.toSpliced(state.calls.indexOf(call), 1, ...by)),
  };
}

/** Calls have no order; states that differ only in theirs are the same. */
function inOneOrder(calls: readonly Call[]): readonly Call[] {
  return calls.toSorted((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
}
