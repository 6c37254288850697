import type { Message, ServiceDefinition } from '@murmuration/choreography';
import type { OrderWorld } from '../search/order-world.ts';
import { deliver } from '../world/deliver.ts';
import { publish, type Sender, type Told } from '../world/message.ts';
import { nothingOutside } from '../world/outside.ts';
import type { Rules } from '../world/rules.ts';
import type { Rows } from '../world/rows.ts';
import { type ServiceState, unborn } from '../world/service-state.ts';
import type { Shop } from '../world/shop.ts';

/** The moment at which everything happens: no decision of the saga rests on the time that passes. */
export const MOMENT = new Date('2026-01-05T09:00:00.000Z');

/** Something that is said before the story begins, and how by whom. */
export interface Said extends Told {
  readonly by?: Sender;
}

/** A world in which some things were published and nothing has been heard of yet. */
export function worldOf(
  shop: Shop,
  known: readonly Told[],
  said: readonly Said[],
  outside = nothingOutside,
): OrderWorld {
  const stream = said.map(({ by, ...told }) => publish(told, 1, by));
  return {
    services: shop.services.map((service) => grounded(service, shop.rules, known)),
    stream: stream.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    outside,
    spent: {},
    moment: 0,
  };
}

/** What a service knows from before the story: rows, and no trace of how they came about. */
function grounded(service: ServiceDefinition, rules: Rules, known: readonly Told[]): ServiceState {
  let state: ServiceState = unborn;
  for (const told of known) state = afterHearing(service, rules, state, publish(told));
  return { ...unborn, rows: state.rows };
}

function afterHearing(
  service: ServiceDefinition,
  rules: Rules,
  state: ServiceState,
  message: Message,
): ServiceState {
  const reaction = service.reactions.find(({ on }) => on.some(({ name }) => name === message.name));
  if (reaction?.kind !== 'pure') return state;
  const possibilities = deliver({ service, state, rules, now: MOMENT }, reaction, message);
  if ('failure' in possibilities) throw new Error(possibilities.failure);
  return possibilities[0]?.state ?? state;
}

/** Parts the rows of shared stores from those of an order. */
export function takeShelf(
  world: OrderWorld,
  stores: readonly string[],
): { readonly world: OrderWorld; readonly shelf: Rows } {
  const isShared = (key: string): boolean => stores.some((store) => key.startsWith(`${store}/`));
  const shelf: Record<string, unknown> = {};
  const services = world.services.map((state) => {
    const own = Object.entries(state.rows).filter(([key, row]) => {
      if (isShared(key)) shelf[key] = row;
      return !isShared(key);
    });
    return { ...state, rows: Object.fromEntries(own) };
  });
  return { world: { ...world, services }, shelf };
}
