import { sourceOf } from '@murmuration/choreography';
import {
  type EventContract,
  notificationSent,
  orderCancelled,
  orderConfirmed,
  orderDeadlineReached,
  orderPlaced,
  orderRejected,
  paymentCaptured,
  paymentRefunded,
  paymentVoided,
  providerReported,
  refundRequested,
  stockCommitted,
  stockReleased,
  stockReserved,
} from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { buildGraph } from '../graph/build-graph.ts';
import { saidTo, stepsThatEmit } from '../graph/graph.ts';
import { shopChoreography } from '../shop-choreography.ts';
import type { ObservedEvent } from './fact.ts';
import { judgeEvents } from './judge-events.ts';
import { momentOf, observed } from './observed.examples.ts';

const shop = shopChoreography();
const graph = buildGraph(shop);
const since = momentOf(-3_600);
const judge = (events: readonly ObservedEvent[], now = momentOf(600)) =>
  judgeEvents(graph, events, { now, since });

const contractOf = (type: string): EventContract | undefined =>
  shop.contracts.events.find((contract) => contract.type === type);

/** The first example of a contract, about order o-1, n seconds after the story began. */
function said(n: number, contract: EventContract, cause: number | string): ObservedEvent {
  const [service = ''] = stepsThatEmit(graph, contract.type).map((step) => step.service);
  const event = observed(n, service, contract.of(contract.examples[0]), cause);
  return { ...event, key: 'o-1' };
}

const placed = said(1, orderPlaced, 'o-1');
const reserved = said(2, stockReserved, 1);
const captured = said(3, paymentCaptured, 2);
const confirmed = said(4, orderConfirmed, 3);
const committed = said(5, stockCommitted, 4);
const mailed = said(6, notificationSent, 4);
const bought = [placed, reserved, captured, confirmed, committed, mailed];

describe('nothing is wrong in a shop', () => {
  it.each<[string, readonly ObservedEvent[]]>([
    ['where an order is bought', bought],
    [
      'where the webhook tells of a charge, and comes again',
      [
        placed,
        reserved,
        said(3, providerReported, 'evt_1'),
        said(4, paymentCaptured, 3),
        said(5, orderConfirmed, 4),
        said(6, providerReported, 'evt_2'),
        said(7, stockCommitted, 5),
      ],
    ],
    [
      'where money that was captured after a cancellation goes back',
      [
        placed,
        said(2, orderCancelled, 'wish-1'),
        said(3, stockReserved, 1),
        said(4, stockReleased, 2),
        said(5, paymentCaptured, 3),
        said(6, refundRequested, 3),
        said(7, paymentRefunded, 6),
        said(8, notificationSent, 2),
        said(9, notificationSent, 7),
      ],
    ],
    [
      'where an order is not charged once its time is over',
      [
        placed,
        reserved,
        said(900, orderDeadlineReached, 'o-1'),
        said(901, orderCancelled, 900),
        said(902, stockReleased, 901),
        said(903, paymentVoided, 2),
      ],
    ],
    [
      'where staff refund an order that stands, twice',
      [
        ...bought,
        said(10, refundRequested, 'r-1'),
        said(11, paymentRefunded, 10),
        said(12, refundRequested, 'r-2'),
        said(13, paymentRefunded, 12),
      ],
    ],
    ['where the same id is used for another order', [...bought, said(10, orderRejected, 'o-1')]],
    [
      'where the deadline went off as the order was confirmed',
      [...bought, said(9, orderDeadlineReached, 'o-1')],
    ],
    ['where everything comes twice', [...bought, ...bought]],
  ])('%s, in whatever order it is heard', (_, story) => {
    expect(judge(story, momentOf(2_000))).toEqual([]);
    expect(judge(story.toReversed(), momentOf(2_000))).toEqual([]);
  });

  const edges = graph.steps.flatMap((step) =>
    step.on.flatMap((cause) =>
      saidTo(graph, step, cause)
        .filter((type) => contractOf(type) !== undefined)
        .map((effect) => ({ step: step.id, service: step.service, cause, effect })),
    ),
  );

  it.each(edges)('where $step says $effect because of $cause', ({ service, cause, effect }) => {
    const trigger = contractOf(cause);
    const before = trigger === undefined ? [] : [said(1, trigger, 'a-wish')];
    const after = contractOf(effect);
    const source = sourceOf(service);
    const effects =
      after === undefined ? [] : [{ ...said(2, after, trigger ? 1 : 'a-wish'), source }];
    expect(effects).toHaveLength(1);
    expect(judge([...before, ...effects], momentOf(3))).toEqual([]);
  });
});

describe('in a shop it is seen that', () => {
  it('an order is confirmed although it was cancelled', () => {
    const late = [...bought, said(7, orderCancelled, 'wish-1')];
    expect(judge(late)).toMatchObject([
      { rule: 'contradicting-ends', where: 'saga order, o-1', key: 'o-1' },
    ]);
  });

  it('an order is confirmed and nobody has taken the money', () => {
    const unpaid = [placed, reserved, said(3, orderConfirmed, 2)];
    expect(judge(unpaid)).toMatchObject([
      { rule: 'undeclared-edge', where: 'order.confirmed of o-1' },
    ]);
  });

  it('a refused order is confirmed out of nothing', () => {
    const story = [said(1, orderRejected, 'o-1'), said(4, orderConfirmed, 3)];
    expect(judge(story)).toMatchObject([{ rule: 'unexplained-event' }]);
  });

  it('an order has no end when its time is over, and payment is waited for', () => {
    const [late] = judge([placed, reserved], momentOf(2_000));
    expect(late?.what).toContain('o-1 should have ended by 2026-01-05T09:15:00.000Z');
    expect(late?.what).toContain('payment/charge-when-reserved-unless-cancelled has not said');
  });
});
