import { Chance } from '../time/chance.ts';
import { CUSTOMERS, type Policy } from '../shop/definitions.ts';
import { drawFault, type FaultPlan } from './faults.ts';
import { LATEST_MS } from './moments.ts';

/** An article, what it costs, and how many pieces are delivered. */
export interface Article {
  readonly sku: string;
  readonly price: number;
  readonly pieces: number;
}

/** What a customer, or the staff, does at a moment. */
export type Wish =
  | {
      readonly kind: 'place';
      readonly at: number;
      readonly orderId: string;
      readonly customerId: string;
      readonly lines: readonly {
        readonly sku: string;
        readonly quantity: number;
        readonly price: number;
      }[];
      readonly isDeclined: boolean;
    }
  | {
      readonly kind: 'cancel';
      readonly at: number;
      readonly orderId: string;
      readonly customerId: string;
    }
  | {
      readonly kind: 'refund';
      readonly at: number;
      readonly orderId: string;
      readonly refundId: string;
      readonly amount: number;
    };

/** All that is going to be done to a shop, drawn from a seed before anything happens. */
export interface Plan {
  readonly seed: number;
  readonly policy: Policy;
  /** Processes of each service. */
  readonly replicas: number;
  readonly articles: readonly Article[];
  readonly wishes: readonly Wish[];
  readonly faults: readonly FaultPlan[];
}

/** From less than an order usually takes to more than a simulation is troubled, in seconds. */
const DEADLINES = [0.1, 1, 6, 60];

/** Draws a plan. */
export function planFor(seed: number): Plan {
  const chance = new Chance(seed);
  const articles = Array.from({ length: chance.whole(1, 3) }, (_, at): Article => ({
    sku: `sku-${at}`,
    price: chance.whole(100, 2_000),
    pieces: chance.oneOf([0, 3, 8, 40]),
  }));
  const orders = chance.whole(1, 9);
  // all at once, or one after the other; and most of what goes wrong goes wrong meanwhile
  const [from, within] = [chance.between(0, LATEST_MS / 2), chance.oneOf([50, 2_000, 15_000])];
  const wishes = Array.from({ length: orders }, (_, at) =>
    storyOf(chance, articles, at, chance.between(from, from + within)),
  ).flat();
  const faults = Array.from({ length: chance.whole(0, 8) }, () =>
    drawFault(chance, from + within / 2),
  );
  return {
    seed,
    policy: { deadlineSeconds: chance.oneOf(DEADLINES) },
    replicas: chance.happens(0.4) ? 2 : 1,
    articles,
    wishes: wishes.toSorted((a, b) => a.at - b.at),
    faults: faults.toSorted((a, b) => a.at - b.at),
  };
}

/** One order, and whatever its customer, or the staff, wishes for it later, or before it. */
function storyOf(
  chance: Chance,
  articles: readonly Article[],
  number: number,
  at: number,
): readonly Wish[] {
  const orderId = `o-${number}`;
  const customerId = chance.oneOf(CUSTOMERS);
  const chosen = articles.filter(() => chance.happens(0.6));
  const lines = (chosen.length > 0 ? chosen : articles.slice(0, 1)).map(({ sku, price }) => ({
    sku,
    quantity: chance.whole(1, 3),
    price: chance.happens(0.03) ? price + 1 : price,
  }));
  const isDeclined = chance.happens(0.12);
  const story: Wish[] = [{ kind: 'place', at, orderId, customerId, lines, isDeclined }];
  const soon = (): number =>
    Math.max(0, at + chance.between(-200, chance.oneOf([100, 1_000, 15_000])));
  if (chance.happens(0.3)) story.push({ kind: 'cancel', at: soon(), orderId, customerId });
  if (chance.happens(0.2)) {
    const total = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
    const amount = chance.whole(1, total);
    const refundId = `r-${number}`;
    const later = at + chance.between(100, 15_000);
    story.push({ kind: 'refund', at: later, orderId, refundId, amount });
  }
  return story;
}
