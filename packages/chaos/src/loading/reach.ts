// Stands in the place of packages/choreography/src/failpoints/reach.ts in a process under test.
import { setClock } from './clock.ts';
import { dieAt, type Order, ORDERS_DIRECTORY, ORDERS_SIGNAL, takeOrder } from './orders.ts';

const directory = process.env[ORDERS_DIRECTORY];
let awaited: string | undefined;
let left = 0;

/** Kills this process when it has reached the failpoint that it was told of so many times. */
export function reach(point: string): void {
  if (point !== awaited || directory === undefined) return;
  left -= 1;
  if (left === 0) dieAt(directory, point);
}

function obey(order: Order): void {
  if ('clockSkewMs' in order) return setClock(order.clockSkewMs);
  if ('exhaustHeap' in order) return exhaustHeap();
  awaited = order.dieAt ?? undefined;
  left = order.dieAt === null ? 0 : order.nth;
}

const hoard: unknown[] = [];
const GULP = 20_000;

/** Takes memory step by step, between the work, until there is none. */
function exhaustHeap(): void {
  for (let at = 0; at < GULP; at++) hoard.push({ at, text: `${at}`.repeat(8) });
  setImmediate(exhaustHeap);
}

if (directory !== undefined) {
  process.on(ORDERS_SIGNAL, () => {
    const order = takeOrder(directory);
    if (order !== undefined) obey(order);
  });
}
