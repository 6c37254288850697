import { SERVICES } from '../shop/definitions.ts';
import { orderIds, viewOfOrder } from './order-view.ts';
import type { Plan } from './plan.ts';
import type { World } from './world.ts';

/** How the orders ended, counted. */
export function endingsIn(world: World): ReadonlyMap<string, number> {
  const endings = orderIds(world).map((orderId) => {
    const { row } = viewOfOrder(world, orderId).order;
    return ['order', row?.status ?? 'unknown', row?.cancellation?.reason].filter(Boolean).join(' ');
  });
  return countsOf(endings);
}

/** What else happened: faults, and what the defences did about them. */
export function sightsOf(world: World, { faults }: Plan): ReadonlyMap<string, number> {
  const told = SERVICES.flatMap((service) => [
    ...world.cluster.tables(service).outbox.values(),
  ]).flat();
  const notices = told.filter(({ subject }) => subject.startsWith('dead.')).length;
  return new Map([
    ...countsOf(faults.map(({ name }) => `fault: ${name}`)),
    ['events', told.length - notices],
    ['dead letters', notices],
  ]);
}

function countsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
