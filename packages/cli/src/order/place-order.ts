import { getProduct, type Money, type OrderLine, placeOrder } from '@murmuration/contracts';
import type { Murmuration } from '@murmuration/client';
import type { Session } from '../connection/session.ts';
import type { ExitCode } from '../exit-code.ts';
import { newId } from '../input/new-id.ts';
import { NotThere } from '../output/failure.ts';
import { COMMAND_TIMEOUT_MS, sayOutcome } from '../outcome.ts';
import { moneyText } from '../output/money.ts';
import type { WantedLine } from '../input/readers.ts';
import { watchOrder } from './watch-order.ts';

export interface PlaceOptions {
  readonly id?: string;
  readonly customer: string;
  readonly line: readonly WantedLine[];
  readonly paymentMethod: string;
  readonly watch?: boolean;
}

const MARGIN_MS = 1_000;

/** Places an order at the catalogue's present prices, or at those that the lines name. */
export async function placeAnOrder(session: Session, options: PlaceOptions): Promise<ExitCode> {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  const lines = await Promise.all(options.line.map((line) => priced(client, line, timeoutMs)));
  const orderId = options.id ?? newId('o');
  // an order with a given id may have been placed before, and have ended: the watcher finds where it began
  const since = options.id === undefined ? new Date(Date.now() - MARGIN_MS) : undefined;
  const order = {
    orderId,
    customerId: options.customer,
    lines,
    paymentMethod: options.paymentMethod,
  };
  const outcome = await client.send(placeOrder, order, { timeoutMs });
  const isWatched = options.watch === true && outcome.status === 'accepted';
  const done = `order ${orderId} is placed: ${totalText(lines)}`;
  if (!isWatched) return sayOutcome(session, placeOrder.type, outcome, `${done}\n${hint(orderId)}`);
  session.printer.line(outcome, done);
  return await watchOrder(session, orderId, since);
}

async function priced(
  client: Murmuration,
  { sku, quantity, unitPrice }: WantedLine,
  timeoutMs: number,
): Promise<OrderLine> {
  return { sku, quantity, unitPrice: unitPrice ?? (await currentPrice(client, sku, timeoutMs)) };
}

async function currentPrice(client: Murmuration, sku: string, timeoutMs: number): Promise<Money> {
  const product = await client.ask(getProduct, { sku }, { timeoutMs });
  if (product !== null) return product.price;
  throw new NotThere(
    `${sku} is not in the catalogue, so its price is unknown: see murmur product list, or give ` +
      `a price as ${sku}=1@6.90EUR`,
  );
}

function totalText(lines: readonly OrderLine[]): string {
  const currencies = new Set(lines.map(({ unitPrice }) => unitPrice.currency));
  return [...currencies]
    .map((currency) => moneyText({ amount: sum(lines, currency), currency }))
    .join(' + ');
}

function sum(lines: readonly OrderLine[], currency: string): number {
  return lines
    .filter(({ unitPrice }) => unitPrice.currency === currency)
    .reduce((total, { quantity, unitPrice }) => total + quantity * unitPrice.amount, 0);
}

function hint(orderId: string): string {
  return `see it with murmur order show ${orderId}`;
}
