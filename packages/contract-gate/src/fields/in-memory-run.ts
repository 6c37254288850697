import type {
  AnyReaction,
  CallReaction,
  Loaded,
  Reaction,
  ServiceDefinition,
  Store,
  StoreSet,
} from '@murmuration/choreography';
import { fixedContext, messageOf } from '@murmuration/choreography';
import type { CommandContract, EventContract } from '@murmuration/contracts';
import { recording } from './recording.ts';

type States = Map<Store, Map<string, unknown>>;
type Message = Parameters<Reaction['decide']>[0];
type Prepared = ReturnType<CallReaction['prepare']>;

export interface Delivery {
  readonly contract: EventContract | CommandContract;
  readonly data: unknown;
}

/** Called when a reaction does not take a message. */
export type OnFailure = (failure: string) => void;

const CALL_MS = 1_000;

/**
 * Delivers messages to the reactions of one service, in the given order, over states in memory that begin empty, and notes what is read of each message's data under its type. What is
 * copied into a state, an event or a call counts as read. Calls go to whatever gateways the definition was made with.
 */
export async function runInMemory(
  { name, reactions }: ServiceDefinition,
  deliveries: readonly Delivery[],
  readOf: (type: string) => Set<string>,
  onFailure: OnFailure,
): Promise<void> {
  const states: States = new Map();
  for (const { contract, data } of deliveries) {
    const plain = messageOf(contract, data);
    const message = { ...plain, data: recording(plain.data, readOf(contract.type)) };
    for (const reaction of reactions) {
      if (!reaction.on.some((trigger) => trigger.name === contract.name)) continue;
      try {
        await deliver(reaction, message, states);
      } catch (error) {
        onFailure(`${name}: ${reaction.name} on ${contract.name}: ${String(error)}`);
      }
    }
  }
}

async function deliver(reaction: AnyReaction, message: Message, states: States): Promise<void> {
  const loaded = load(reaction, message, states);
  if (reaction.kind === 'pure') {
    return keep(reaction.stores, reaction.decide(message, loaded, fixedContext()), states);
  }
  const prepared = reaction.prepare(message, loaded, fixedContext());
  keep(reaction.stores, prepared, states);
  if (!('call' in prepared)) return;
  touch(prepared.call);
  const result = await reaction.perform(prepared.call, AbortSignal.timeout(CALL_MS));
  const afterwards = load(reaction, message, states);
  keep(reaction.stores, reaction.conclude(message, result, afterwards, fixedContext()), states);
}

/** The keys are asked for as the runtime does: they are read from the message too. */
function load(reaction: AnyReaction, message: Message, states: States): Loaded<StoreSet> {
  const loaded: Record<string, ReadonlyMap<string, unknown>> = {};
  for (const [name, store] of Object.entries(reaction.stores)) {
    loaded[name] = states.get(store) ?? new Map();
    reaction.keys[name]?.(message, loaded);
  }
  return loaded;
}

function keep(stores: StoreSet, decision: Prepared, states: States): void {
  if ('emit' in decision) touch(decision.emit?.map(({ data }) => data));
  if ('schedule' in decision) touch(decision.schedule?.map(({ event }) => event.data));
  for (const [name, rows] of Object.entries(decision.save ?? {})) {
    const store = stores[name];
    if (store === undefined) continue;
    const all = states.get(store) ?? new Map<string, unknown>();
    states.set(store, all);
    for (const row of rows ?? []) {
      touch(row);
      all.set(store.key(row), row);
    }
  }
}

/** Reads everything in it, as whoever writes it down does. */
function touch(value: unknown): void {
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
}
