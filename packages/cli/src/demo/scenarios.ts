import { cancelOrder, refundPayment } from '@murmuration/contracts';
import {
  end,
  line,
  ordinaryOrder,
  type PlaceOrder,
  place,
  placeAndFollow,
  refundedSum,
  type Stage,
} from './stage.ts';
import { endOf } from './verdict.ts';

/** A kind of order: what is done, how it must end, and how it did. */
export interface Scenario {
  readonly title: string;
  readonly expected: string;
  /** Of 20 orders, how many are of this kind. */
  readonly share: number;
  /** Acts, waits for the end, and tells it in the words of `expected`. */
  play(stage: Stage, n: number): Promise<string>;
}

// More than ever came in of a rare article, so that the outcome does not depend on earlier runs.
const TOO_MANY = 500;
const LOW_PRICE = 1;
const REFUND = 100;

const changed =
  (change: (order: PlaceOrder, stage: Stage) => Partial<PlaceOrder>) =>
  (stage: Stage, n: number): Promise<string> => {
    const order = ordinaryOrder(stage, n);
    return placeAndFollow(stage, { ...order, ...change(order, stage) });
  };

export const scenarios: readonly Scenario[] = [
  { title: 'an ordinary order', expected: 'confirmed', share: 8, play: changed(() => ({})) },
  {
    title: 'one line is short',
    expected: 'cancelled: out-of-stock',
    share: 2,
    play: changed(({ lines }, { rare }) => ({
      lines: [...lines, ...rare.slice(0, 1).map((one) => line(one, TOO_MANY))],
    })),
  },
  {
    title: 'several lines are short',
    expected: 'cancelled: out-of-stock, every short article named',
    share: 1,
    play: playSeveralShort,
  },
  {
    title: 'the card is declined',
    expected: 'cancelled: payment-declined',
    share: 2,
    play: changed(() => ({ paymentMethod: 'pm_card_chargeDeclinedInsufficientFunds' })),
  },
  {
    title: 'cancelled in flight',
    expected: 'ended as its cancellation was answered',
    share: 1,
    play: playCancelledInFlight,
  },
  {
    title: 'cancelled before it was placed',
    expected: 'cancelled: requested',
    share: 1,
    play: playCancelledBefore,
  },
  {
    title: 'an unknown article',
    expected: 'rejected: unknown_product',
    share: 1,
    play: changed(({ lines }) => ({
      lines: lines.slice(0, 1).map((one) => ({ ...one, sku: 'no-such-article' })),
    })),
  },
  {
    title: 'an old price',
    expected: 'rejected: price_changed',
    share: 1,
    play: changed(({ lines }) => ({
      lines: lines
        .slice(0, 1)
        .map((one) => ({ ...one, unitPrice: { ...one.unitPrice, amount: LOW_PRICE } })),
    })),
  },
  {
    title: 'the same command twice',
    expected: 'confirmed, one outcome, one charge',
    share: 1,
    play: playTwice,
  },
  {
    title: 'money back afterwards',
    expected: 'confirmed, refunded once',
    share: 2,
    play: playRefunded,
  },
];

async function playSeveralShort(stage: Stage, n: number): Promise<string> {
  const lines = stage.rare.map((one) => line(one, TOO_MANY));
  const order = { ...ordinaryOrder(stage, n), lines };
  await place(stage, order);
  const picture = await end(stage, order.orderId);
  const detail = picture.order?.cancellation?.detail ?? '';
  const isComplete = stage.rare.every(({ sku }) => detail.includes(sku));
  return `${endOf(picture)}, ${isComplete ? 'every short article named' : `only told: ${detail}`}`;
}

async function playCancelledInFlight(stage: Stage, n: number): Promise<string> {
  const order = ordinaryOrder(stage, n);
  await place(stage, order);
  const { orderId } = order;
  const answer = await stage.client.send(cancelOrder, { orderId }, { timeoutMs: stage.limitMs });
  const seen = endOf(await end(stage, orderId));
  // The wish and the payment race; whichever wins, the answer must be true.
  const promised = answer.status === 'accepted' ? 'cancelled: requested' : 'confirmed';
  return seen === promised
    ? 'ended as its cancellation was answered'
    : `${seen} after ${answer.status}`;
}

async function playCancelledBefore(stage: Stage, n: number): Promise<string> {
  const order = ordinaryOrder(stage, n);
  const { orderId } = order;
  await stage.client.send(cancelOrder, { orderId }, { timeoutMs: stage.limitMs });
  return await placeAndFollow(stage, order);
}

async function playTwice(stage: Stage, n: number): Promise<string> {
  const order = ordinaryOrder(stage, n);
  const [first, second] = await Promise.all([place(stage, order), place(stage, order)]);
  const seen = endOf(await end(stage, order.orderId));
  const isSame = JSON.stringify(first) === JSON.stringify(second);
  return `${seen}, ${isSame ? 'one outcome, one charge' : `${first.status} and ${second.status}`}`;
}

async function playRefunded(stage: Stage, n: number): Promise<string> {
  const order = ordinaryOrder(stage, n);
  const { orderId } = order;
  const seen = await placeAndFollow(stage, order);
  if (seen !== 'confirmed') return seen;
  const currency = order.lines[0]?.unitPrice.currency ?? 'EUR';
  const amount = { amount: REFUND, currency };
  const wish = { refundId: `refund-${orderId}`, orderId, amount, reason: 'the cup came chipped' };
  const { limitMs: timeoutMs } = stage;
  const answers = await Promise.all(
    [1, 2].map(() => stage.client.send(refundPayment, wish, { timeoutMs })),
  );
  if (answers.some(({ status }) => status === 'rejected')) return `${seen}, refund rejected`;
  await refundedSum(stage, orderId, REFUND);
  const refunded = (await end(stage, orderId)).payment?.refunded;
  return refunded === REFUND ? `${seen}, refunded once` : `${seen}, refunded ${refunded}`;
}
