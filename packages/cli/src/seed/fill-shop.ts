import {
  createProduct,
  getProduct,
  getProfile,
  getStock,
  type Outcome,
  putCustomer,
  restock,
} from '@murmuration/contracts';
import { type Murmuration, QueryFailed } from '@murmuration/client';
import { TimedOut } from '../output/failure.ts';
import { poll } from '../poll.ts';
import { type Article, catalogue } from './catalogue.ts';
import { customers, type DemoCustomer } from './customers.ts';

/** What filling the shop has changed. */
export interface Filled {
  readonly newArticles: number;
  readonly newDeliveries: number;
  readonly newCustomers: number;
  readonly refused: readonly Refused[];
}

type Refused = Extract<Outcome, { status: 'rejected' }>;

const ASK_TIMEOUT_MS = 1_000;
const CONFLICT = 409;

/**
 * Puts the demonstration catalogue, its first stock and its customers into the shop. Ids are fixed: a second run changes
 * nothing.
 * @throws TimedOut when product, inventory and user do not answer within `limitMs`
 */
export async function fillShop(client: Murmuration, limitMs: number): Promise<Filled> {
  await untilServicesAnswer(client, limitMs);
  const [results, people] = await Promise.all([
    Promise.all(catalogue.map((article) => add(client, article, limitMs))),
    Promise.all(customers.map((customer) => welcome(client, customer, limitMs))),
  ]);
  return {
    newArticles: results.filter(({ isNewArticle }) => isNewArticle).length,
    newDeliveries: results.filter(({ isNewDelivery }) => isNewDelivery).length,
    newCustomers: people.filter((isNew) => isNew).length,
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
    // ids of deliveries are not remembered for ever
    stock === null ? client.send(restock, delivery, { timeoutMs }) : [],
  ]);
  return {
    isNewArticle: known === null,
    isNewDelivery: stock === null,
    outcomes: outcomes.flat(),
  };
}

/** Whoever is known stays as they are. Tells whether the customer is new. */
async function welcome(
  client: Murmuration,
  customer: DemoCustomer,
  timeoutMs: number,
): Promise<boolean> {
  const { userId } = customer;
  if ((await client.ask(getProfile, { userId }, { timeoutMs })) !== null) return false;
  try {
    await client.ask(putCustomer, customer, { timeoutMs });
    return true;
  } catch (error) {
    // erased for good: the shop is full without this customer
    if (error instanceof QueryFailed && error.status === CONFLICT) return false;
    throw error;
  }
}

async function untilServicesAnswer(client: Murmuration, limitMs: number): Promise<void> {
  const sku = 'any';
  let last = '';
  const look = async (): Promise<true | undefined> => {
    try {
      await client.ask(getProduct, { sku }, { timeoutMs: ASK_TIMEOUT_MS });
      await client.ask(getStock, { sku }, { timeoutMs: ASK_TIMEOUT_MS });
      await client.ask(getProfile, { userId: 'any' }, { timeoutMs: ASK_TIMEOUT_MS });
      return true;
    } catch (error) {
      if (!(error instanceof QueryFailed)) throw error;
      last = error.message;
      return undefined;
    }
  };
  if (!(await poll(look, limitMs))) throw new TimedOut(`the shop is not ready: ${last}`);
}
