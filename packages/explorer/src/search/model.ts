import type { AnyReaction, ServiceDefinition } from '@murmuration/choreography';
import { providerReported } from '@murmuration/contracts';
import type { Fault } from '../world/rules.ts';
import type { Rows } from '../world/rows.ts';
import type { Shop } from '../world/shop.ts';
import type { OrderWorld } from './order-world.ts';

/** What is explored: a shop, how its world may begin, and what may go wrong in it. */
export interface Model {
  readonly shop: Shop;
  /** How the world of each order may begin; every combination is explored. */
  readonly beginnings: readonly OrderWorld[];
  readonly orders: number;
  /** The stores whose rows all orders share; all of one service. */
  readonly sharedStores: readonly string[];
  /** Those rows at the beginning. */
  readonly shelf: Rows;
  /** How often each fault may change something, for each order; one that is not named does not happen. */
  readonly faults: ReadonlyMap<Fault, number>;
  /** The moments between which time can pass, at any time. With one, it stands still. */
  readonly clock: readonly [Date, ...Date[]];
  /** Whether the last of them may come: time goes on for ever, so it comes after all that has to begin before it. Default: at any time. */
  readonly mayEnd?: (world: OrderWorld) => boolean;
}

/** A reaction and the place of its service in the shop. */
export interface Consumer {
  readonly service: number;
  readonly reaction: AnyReaction;
}

/** Who reacts to what, by the name of the contract. */
export function consumersIn(
  services: readonly ServiceDefinition[],
): ReadonlyMap<string, readonly Consumer[]> {
  const consumers = new Map<string, Consumer[]>();
  services.forEach(({ reactions }, service) => {
    for (const reaction of reactions) {
      for (const { name } of reaction.on) {
        consumers.set(name, [...(consumers.get(name) ?? []), { service, reaction }]);
      }
    }
  });
  return consumers;
}

/** The place of the service that owns the shared stores; -1 when nothing is shared. */
export function sharedServiceOf({ shop, sharedStores }: Model): number {
  return shop.services.findIndex(({ stores }) =>
    stores.some(({ name }) => sharedStores.includes(name)),
  );
}

/**
 * The reactions that can, by themselves or through others, make the shared service say something that another service reacts to. By what they declare: which is all
 * that they can tell.
 */
export function leadingToShared(model: Model): ReadonlySet<AnyReaction> {
  const consumers = consumersIn(model.shop.services);
  const shared = sharedServiceOf(model);
  const all = model.shop.services.flatMap(({ reactions }, service) =>
    reactions.map((reaction) => ({ service, reaction })),
  );
  const leading = new Set<AnyReaction>();
  for (let before = -1; before < leading.size;) {
    before = leading.size;
    for (const { service, reaction } of all) {
      const heard = toldOf(reaction).flatMap((name) => consumers.get(name) ?? []);
      const speaks = service === shared && heard.some((other) => other.service !== shared);
      if (speaks || heard.some((other) => leading.has(other.reaction))) leading.add(reaction);
    }
  }
  return leading;
}

/** What a reaction may tell; a call is also told of by the provider's webhook. */
function toldOf({ kind, emits }: AnyReaction): readonly string[] {
  const names = emits.map(({ name }) => name);
  return kind === 'call' ? [...names, providerReported.name] : names;
}
