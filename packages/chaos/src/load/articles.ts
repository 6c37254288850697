import { randomUUID } from 'node:crypto';
import { createProduct, type Money, putCustomer, restock } from '@murmuration/contracts';
import { drained, type Shop } from '@murmuration/testkit';
import { CUSTOMER_ID } from './plans.ts';

/** Something that the shop sells. */
export interface Article {
  readonly sku: string;
  readonly price: Money;
}

/** What there is to buy. */
export interface Articles {
  /** More of each than anybody will order. */
  readonly usual: readonly Article[];
  /** A single piece. */
  readonly rare: Article;
}

const PIECES = 1_000_000;
const USUAL = 8;
const CENTS = 500;
const PATIENCE = { timeoutMs: 60_000 };

/** Puts articles on sale and makes the customer known; every service has heard of it then. */
export async function stockUp(shop: Shop): Promise<Articles> {
  const ada = { userId: CUSTOMER_ID, email: 'ada@example.com', name: 'Ada Lovelace' };
  await shop.client.ask(putCustomer, ada, PATIENCE);
  const stocks = [1, ...Array.from({ length: USUAL }, () => PIECES)];
  const [rare, ...usual] = await Promise.all(stocks.map((pieces) => newArticle(shop, pieces)));
  if (rare === undefined) throw new Error('the rare article is missing');
  await drained(shop, PATIENCE.timeoutMs);
  return { usual, rare };
}

/** Puts a new article on sale and its pieces on the shelf. */
export async function newArticle({ client }: Shop, pieces: number): Promise<Article> {
  const sku = `sku-${randomUUID()}`;
  const price = { amount: CENTS, currency: 'EUR' };
  const product = { sku, name: 'Assam, 100 g', description: '', price };
  const delivery = { restockId: `delivery-${sku}`, sku, quantity: pieces };
  const outcomes = [
    await client.send(createProduct, product, PATIENCE),
    await client.send(restock, delivery, PATIENCE),
  ];
  const refused = outcomes.find(({ status }) => status !== 'accepted');
  if (refused !== undefined) throw new Error(`no article: ${JSON.stringify(refused)}`);
  return { sku, price };
}
