import { getProduct, getStock, type Outcome, restock } from '@murmuration/contracts';
import type { Murmuration } from '@murmuration/client';
import { newId } from '../input/new-id.ts';
import { TimedOut } from '../output/failure.ts';
import { poll } from '../poll.ts';
import { type Article, plentifulArticles, rareArticles } from '../seed/catalogue.ts';
import { customers } from '../seed/customers.ts';
import { fillShop } from '../seed/fill-shop.ts';
import { line, type Priced, place, type Stage } from './stage.ts';

// An ordinary order has at most three lines of two pieces.
const PIECES_PER_ORDER = 6;
const PROBE_QUANTITY = 1_000;

type Connected = Pick<Stage, 'client' | 'run' | 'limitMs'>;

/** Sees to it that the shop is filled, that nothing ordinary can run short, and that order knows the prices. */
export async function prepareShop(connected: Connected, orders: number): Promise<Stage> {
  const { client, limitMs } = connected;
  await fillShop(client, limitMs);
  const [plentiful, rare] = await Promise.all([
    onSale(client, plentifulArticles),
    onSale(client, rareArticles),
  ]);
  await Promise.all(plentiful.map(({ sku }) => topUp(client, sku, orders * PIECES_PER_ORDER)));
  const stage = { ...connected, plentiful, rare };
  await untilOrderKnowsPrices(stage);
  return stage;
}

async function onSale(client: Murmuration, articles: readonly Article[]): Promise<Priced[]> {
  const asked = articles.map(({ sku }) => client.ask(getProduct, { sku }));
  return (await Promise.all(asked))
    .filter((product) => product?.status === 'on-sale')
    .filter((product) => product !== null);
}

async function topUp(client: Murmuration, sku: string, pieces: number): Promise<void> {
  const onHand = (await client.ask(getStock, { sku }))?.onHand ?? 0;
  if (onHand >= pieces) return;
  await client.send(restock, { restockId: newId('demo'), sku, quantity: pieces });
}

/** Order has its own copy of the catalogue, which follows a little later. An order that must run short asks for it. */
async function untilOrderKnowsPrices(stage: Stage): Promise<void> {
  let last: Outcome | undefined;
  const look = async (): Promise<true | undefined> => {
    last = await place(stage, {
      orderId: newId('demo-probe'),
      customerId: customers[0].userId,
      lines: [...stage.plentiful, ...stage.rare].map((article) => line(article, PROBE_QUANTITY)),
      paymentMethod: 'pm_card_visa',
    });
    return last.status === 'accepted' ? true : undefined;
  };
  if (await poll(look, stage.limitMs)) return;
  const reasons = last?.status === 'rejected' ? last.reasons : [];
  const told = reasons.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new TimedOut(
    `order does not follow the catalogue (${told}); see murmur doctor and murmur dead list order`,
  );
}
