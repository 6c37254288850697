import type { EventContract, MessageContract } from '@murmuration/contracts';
import { encode } from '@murmuration/contracts';
import type { Loaded, PrepareContext, StoreSet, StoreView } from './decision.ts';
import type { StateOf } from './define-store.ts';
import type { Message } from './message.ts';

/** A message for a test: the data checked against its contract, the envelope filled in. */
export function messageOf<Name extends string, Data>(
  contract: MessageContract<Name, Data>,
  data: NoInfer<Data>,
  envelope: Partial<Message<Name, Data>> = {},
): Message<Name, Data> {
  const checked = encode(contract, data);
  const id = envelope.id ?? `${contract.name}:${contract.key(checked)}`;
  return {
    name: contract.name,
    data: checked,
    id,
    key: contract.key(checked),
    time: new Date('2026-01-05T09:00:00.000Z'),
    correlationId: contract.key(checked),
    causationId: id,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    actor: { kind: 'trusted' },
    ...envelope,
  };
}

/** The states that a decision is given in a test. */
export type Given<Stores extends StoreSet> = {
  readonly [Name in keyof Stores]?: readonly StateOf<Stores[Name]>[];
};

/** A context with fixed time and numbered ids, for a message that comes for the first time. */
export function fixedContext(now = '2026-01-05T09:00:00.000Z'): PrepareContext {
  let count = 0;
  return { now: new Date(now), newId: () => `id-${++count}`, isRepeated: false };
}

/** Views over given states, by the keys of their stores. */
export function viewsOf<Stores extends StoreSet>(
  stores: Stores,
  given: Given<Stores> = {},
): Loaded<Stores> {
  const entries = Object.entries(stores).map(([name, store]): [string, StoreView<unknown>] => {
    const states: readonly unknown[] = given[name] ?? [];
    return [name, new Map(states.map((state) => [store.key(state), state]))];
  });
  return Object.fromEntries(entries) as Loaded<Stores>;
}

/** The names of the events that a decision emits: the shortest way to say what happened. */
export function emitted(decision: {
  readonly emit?: readonly { readonly contract: EventContract }[];
}): readonly string[] {
  return (decision.emit ?? []).map((draft) => draft.contract.name);
}
