import { randomUUID } from 'node:crypto';
import { createProduct, type Money, restock } from '@murmuration/contracts';
import { drained, type Shop } from '@murmuration/testkit';
import { expect } from 'vitest';
import { ADA, welcome } from './customers.ts';

/** Something that the shop sells. */
export interface Article {
  readonly sku: string;
  readonly price: Money;
}

export interface ArticleOptions {
  /** How many pieces there are. Default: 100. */
  readonly stock?: number;
  /** In cents. Default: 500. */
  readonly amount?: number;
}

/** An id that nobody has used. */
export function newId(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}

/** Puts a new article on sale and its pieces on the shelf; every service knows it then, and how to write to Ada. */
export async function newArticle(shop: Shop, options: ArticleOptions = {}): Promise<Article> {
  const [article] = await newArticles(shop, [options]);
  if (article === undefined) throw new Error('one article was asked for and none made');
  return article;
}

/** Several new articles at once. */
export async function newArticles(
  shop: Shop,
  all: readonly ArticleOptions[],
): Promise<readonly Article[]> {
  const [articles] = await Promise.all([
    Promise.all(all.map((options) => putOnSale(shop, options))),
    welcome(shop, ADA),
  ]);
  await drained(shop);
  return articles;
}

async function putOnSale(
  { client }: Shop,
  { stock = 100, amount = 500 }: ArticleOptions,
): Promise<Article> {
  const sku = newId('sku');
  const price = { amount, currency: 'EUR' };
  const product = { sku, name: 'Assam, 100 g', description: '', price };
  expect((await client.send(createProduct, product)).status).toBe('accepted');
  if (stock === 0) return { sku, price };
  const delivery = { restockId: newId('delivery'), sku, quantity: stock };
  expect((await client.send(restock, delivery)).status).toBe('accepted');
  return { sku, price };
}
