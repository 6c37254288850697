import { createProduct, getProduct, getStock, type Outcome, restock } from '@murmuration/contracts';
import { type Murmuration, QueryFailed } from '@murmuration/client';
import { TimedOut } from '../output/failure.ts';
import { poll } from '../poll.ts';
import { type Article, catalogue } from './catalogue.ts';

/** What filling the shop has changed. */
export interface Filled {
  readonly newArticles: number;
  readonly newDeliveries: number;
  readonly refused: readonly Refused[];
}

type Refused = Extract<Outcome, { status: 'rejected' }>;

const ASK_TIMEOUT_MS = 1_000;

/**
 * Puts the demonstration catalogue and its first stock into the shop. Ids are fixed: a second run changes nothing.
 * @throws TimedOut when product and inventory do not answer within `limitMs`
 */
export async function fillShop(client: Murmuration, limitMs: number): Promise<Filled> {
  await untilServicesAnswer(client, limitMs);
  const results = await Promise.all(catalogue.map((article) => add(client, article, limitMs)));
  return {
    newArticles: results.filter(({ isNewArticle }) => isNewArticle).length,
    newDeliveries: results.filter(({ isNewDelivery }) => isNewDelivery).length,
    refused: results.flatMap(({ outcomes }) => outcomes.filter((one) => one.status === 'rejected')),
  };
}

async function add(client: Murmuration, article: Article, timeoutMs: number) {
  const { pieces, ...product } = article;
  const { sku } = product;
  const [known, stock] = await Promise.all([
    client.ask(getProduct, { sku }, { timeoutMs }),
    client.ask(getStock, { sku }, { timeoutMs }),
  ]);
  const delivery = { restockId: `seed-${sku}`, sku, quantity: pieces };
  const outcomes = await Promise.all([
    // What was made under another name or price stays as it is.
    known === null ? client.send(createProduct, product, { timeoutMs }) : [],
    client.send(restock, delivery, { timeoutMs }),
  ]);
  return {
    isNewArticle: known === null,
    isNewDelivery: stock === null,
    outcomes: outcomes.flat(),
  };
}

async function untilServicesAnswer(client: Murmuration, limitMs: number): Promise<void> {
  const sku = 'any';
  let last = '';
  const look = async (): Promise<true | undefined> => {
    try {
      await client.ask(getProduct, { sku }, { timeoutMs: ASK_TIMEOUT_MS });
      await client.ask(getStock, { sku }, { timeoutMs: ASK_TIMEOUT_MS });
      return true;
    } catch (error) {
      if (!(error instanceof QueryFailed)) throw error;
      last = error.message;
      return undefined;
    }
  };
  if (!(await poll(look, limitMs))) throw new TimedOut(`the shop is not ready: ${last}`);
}
