import { orderCancelled, orderDeadlineReached, orderPlaced } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decidePlacement, type PlacementCircumstances } from './decide-placement.ts';
import {
  ada,
  awaitedOrder,
  cancelledOrder,
  catalogue,
  catalogueOf,
  confirmedOrder,
  deadline,
  mallory,
  placedAt,
  placedOrder,
  productWith,
  rejectedOrder,
  shop,
  wantedOrder,
} from './order.fixtures.ts';

const usual: PlacementCircumstances = {
  sender: shop,
  products: catalogue,
  policy: { deadlineSeconds: 900 },
  now: placedAt,
};
const teaOnly = catalogueOf(productWith());

describe('placing an order', () => {
  it('given products at these prices, places it, tells everyone, and sets its deadline', () => {
    expect(decidePlacement(undefined, wantedOrder(), usual)).toEqual({
      save: { orders: [placedOrder()] },
      emit: [
        orderPlaced.of({
          ...wantedOrder(),
          total: { amount: 2_380, currency: 'EUR' },
          placedAt: '2026-01-05T09:00:00.000Z',
          deadline: '2026-01-05T09:15:00.000Z',
        }),
      ],
      schedule: [{ event: orderDeadlineReached.of({ orderId: 'o-1' }), at: deadline }],
    });
  });

  it('gives the order as long as the policy says', () => {
    const policy = { deadlineSeconds: 60 };
    const decision = decidePlacement(undefined, wantedOrder(), { ...usual, policy });
    expect(decision.schedule?.[0].at).toEqual(new Date('2026-01-05T09:01:00.000Z'));
  });

  it('does not keep the payment method', () => {
    const decision = decidePlacement(undefined, wantedOrder(), usual);
    expect(JSON.stringify(decision.save)).not.toMatch(/pm_card_visa/);
  });

  it('given a wrong line, keeps the order as rejected and answers with every reason', () => {
    const decision = decidePlacement(undefined, wantedOrder(), { ...usual, products: teaOnly });
    const rejected = rejectedOrder();
    expect(decision).toEqual({ save: { orders: [rejected] }, reject: rejected.rejection });
  });

  it('given a user who orders for somebody else, keeps the refused order as that of the user', () => {
    const decision = decidePlacement(undefined, wantedOrder(), { ...usual, sender: mallory });
    expect(decision.save?.orders[0]).toMatchObject({ status: 'rejected', customerId: 'mallory' });
    expect(decision.reject?.map((reason) => reason.code)).toEqual(['not_yours']);
    expect(decision.emit).toBeUndefined();
  });

  it.each([
    ['the customer', { by: 'ada', note: 'ordered twice' }],
    ['the shop', { by: null, note: 'ordered twice' }],
  ])(
    'given a cancellation by %s that came first, tells of the beginning and the end',
    (_who, wish) => {
      const decision = decidePlacement(awaitedOrder(wish), wantedOrder(), {
        ...usual,
        sender: ada,
      });
      const cancellation = { reason: 'requested', detail: 'ordered twice' } as const;
      expect(decision).toEqual({
        save: {
          orders: [
            cancelledOrder({
              cancellation,
              closedAt: placedAt,
              cancelRequests: [wish],
              version: 3,
            }),
          ],
        },
        emit: [
          decidePlacement(undefined, wantedOrder(), { ...usual, sender: ada }).emit?.[0],
          orderCancelled.of({
            orderId: 'o-1',
            customerId: 'ada',
            ...cancellation,
            cancelledAt: '2026-01-05T09:00:00.000Z',
          }),
        ],
      });
    },
  );

  it('given a cancellation by a stranger that came first, places the order all the same', () => {
    const wish = { by: 'mallory', note: '' };
    const decision = decidePlacement(awaitedOrder(wish), wantedOrder(), usual);
    expect(decision.emit?.[0].name).toBe(orderPlaced.name);
    expect(decision.save?.orders[0]).toEqual(placedOrder({ cancelRequests: [wish], version: 2 }));
  });

  it('given cancellations by a stranger and by the customer, heeds that of the customer', () => {
    const known = awaitedOrder({ by: 'mallory', note: 'x' }, { by: 'ada', note: 'y' });
    const decision = decidePlacement(known, wantedOrder(), usual);
    expect(decision.save?.orders[0]).toMatchObject({ status: 'cancelled', version: 4 });
    expect(decision.save?.orders[0].cancellation?.detail).toBe('y');
  });

  it('given a cancellation that came first and a wrong line, rejects the order', () => {
    const known = awaitedOrder({ by: null, note: '' });
    const decision = decidePlacement(known, wantedOrder(), { ...usual, products: teaOnly });
    expect(decision.save?.orders[0]).toMatchObject({ status: 'rejected', version: 2 });
    expect(decision.emit).toBeUndefined();
  });
});

describe('placing an order again', () => {
  it.each([placedOrder(), confirmedOrder(), cancelledOrder()])(
    'changes nothing when it is $status',
    (known) => {
      const decision = decidePlacement(known, wantedOrder(), usual);
      expect(decision).toEqual({ ignored: 'order o-1 was placed before' });
    },
  );

  it('gives the reasons of the first time when it was rejected, even if they hold no longer', () => {
    const decision = decidePlacement(rejectedOrder(), wantedOrder(), usual);
    expect(decision).toEqual({ reject: rejectedOrder().rejection });
  });

  it('recognises lines whose fields were stored in another sequence', () => {
    const lines = wantedOrder().lines.map(({ sku, quantity, unitPrice }) => ({
      unitPrice: { currency: unitPrice.currency, amount: unitPrice.amount },
      quantity,
      sku,
    }));
    expect(decidePlacement(placedOrder({ lines }), wantedOrder(), usual).ignored).toBeDefined();
  });

  const [tea, cup] = wantedOrder().lines;
  if (tea === undefined || cup === undefined) throw new Error('the wanted order has two lines');
  const otherPrice = { ...tea, unitPrice: { ...tea.unitPrice, amount: 1 } };
  const otherCurrency = { ...tea, unitPrice: { ...tea.unitPrice, currency: 'USD' } };
  it.each([
    ['another customer', { customerId: 'bob' }],
    ['a line more', { lines: [tea, cup, { ...tea, sku: 'pot' }] }],
    ['a line less', { lines: [tea] }],
    ['another product', { lines: [tea, { ...cup, sku: 'pot' }] }],
    ['another quantity', { lines: [{ ...tea, quantity: 3 }, cup] }],
    ['another price', { lines: [otherPrice, cup] }],
    ['another currency', { lines: [otherCurrency, cup] }],
  ])('is refused as already_exists when it has %s', (_what, changes) => {
    expect(decidePlacement(placedOrder(), wantedOrder(changes), usual)).toEqual({
      reject: [
        {
          field: 'orderId',
          code: 'already_exists',
          message: 'there is another order with the id o-1; choose a new id',
        },
      ],
    });
  });
});
