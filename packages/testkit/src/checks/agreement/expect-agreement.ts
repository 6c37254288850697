import { getStock } from '@murmuration/contracts';
import { eventually } from '../../eventually.ts';
import type { Shop } from '../../shop/shop.ts';
import { drained } from '../drained.ts';
import { collectPictures } from './collect-pictures.ts';
import { judgeOrder, type Leniency } from './judge-order.ts';
import { judgeStock } from './judge-stock.ts';
import type { OrderPicture } from './order-picture.ts';

export interface AgreementOptions extends Leniency {
  /** How long the orders may take to end. Default: 90,000. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 90_000;
const EVERY_MS = 200;
const SHOWN = 20;

/**
 * Waits until these orders have ended and everybody agrees on how: order, inventory, payment and notification by their
 * queries, the payment provider by its ledger, the mail server by what it received. `orderIds` have to be all orders
 * that ever asked for their articles, so that the stock can be counted.
 * @returns what was found
 * @throws Error that lists what does not fit together
 */
export async function expectAgreement(
  shop: Shop,
  orderIds: readonly string[],
  { timeoutMs = TIMEOUT_MS, ...leniency }: AgreementOptions = {},
): Promise<readonly OrderPicture[]> {
  await drained(shop, timeoutMs);
  const attempt = async (): Promise<readonly OrderPicture[]> => {
    const pictures = await collectPictures(shop, orderIds);
    const findings = [
      ...pictures.flatMap((picture) => judgeOrder(picture, leniency)),
      ...(await stockFindings(shop, pictures)),
      ...(await chargedTwice(shop)),
    ];
    if (findings.length > 0) throw new Error(list(findings));
    return pictures;
  };
  const what = `${orderIds.length} orders to end in agreement`;
  return await eventually(attempt, { what, timeoutMs, everyMs: EVERY_MS });
}

async function stockFindings(shop: Shop, pictures: readonly OrderPicture[]): Promise<string[]> {
  const orders = pictures.flatMap(({ order }) => (order === null ? [] : [order]));
  const skus = new Set(orders.flatMap(({ lines }) => lines.map(({ sku }) => sku)));
  const judged = [...skus].map(async (sku) =>
    judgeStock(sku, await shop.client.ask(getStock, { sku }), orders),
  );
  return (await Promise.all(judged)).flat();
}

async function chargedTwice({ sandbox }: Shop): Promise<string[]> {
  const { ordersChargedTwice } = await sandbox.summary();
  return ordersChargedTwice.map((orderId) => `${orderId} was charged twice`);
}

function list(findings: readonly string[]): string {
  const more = findings.length > SHOWN ? [`and ${findings.length - SHOWN} more`] : [];
  return [`${findings.length} findings:`, ...findings.slice(0, SHOWN), ...more].join('\n  ');
}
