import { orderCancelled, orderCancelRequested, orderDeadlineReached } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decideCancelRequest } from './decide-cancel-request.ts';
import {
  ada,
  awaitedOrder,
  cancelledOrder,
  confirmedOrder,
  mallory,
  now,
  placedOrder,
  rejectedOrder,
  shop,
} from './order.fixtures.ts';

const wish = { orderId: 'o-1', note: 'ordered twice' };
const requested = orderCancelRequested.of({ orderId: 'o-1' });
const notYours = {
  field: 'orderId',
  code: 'not_yours',
  message: 'order o-1 is not yours; you can cancel your own orders only',
};

describe('asking to cancel an order', () => {
  it.each([
    ['its customer', ada],
    ['the shop', shop],
  ])('given a placed order, cancels it for %s and drops its deadline', (_who, sender) => {
    const cancellation = { reason: 'requested', detail: 'ordered twice' } as const;
    expect(decideCancelRequest(placedOrder(), wish, sender, now)).toEqual({
      save: { orders: [cancelledOrder({ cancellation })] },
      emit: [
        orderCancelled.of({
          orderId: 'o-1',
          customerId: 'ada',
          ...cancellation,
          cancelledAt: now.toISOString(),
        }),
      ],
      unschedule: [{ event: orderDeadlineReached, key: 'o-1' }],
    });
  });

  it('needs no note', () => {
    const decision = decideCancelRequest(placedOrder(), { orderId: 'o-1' }, ada, now);
    expect(decision.save?.orders[0].cancellation).toEqual({ reason: 'requested', detail: '' });
  });

  it('given an order that has not come yet, keeps the wish and who had it', () => {
    expect(decideCancelRequest(undefined, wish, ada, now)).toEqual({
      save: { orders: [awaitedOrder({ by: 'ada', note: 'ordered twice' })] },
      emit: [requested],
    });
    expect(decideCancelRequest(undefined, wish, shop, now)).toEqual({
      save: { orders: [awaitedOrder({ by: null, note: 'ordered twice' })] },
      emit: [requested],
    });
  });

  it('given the same wish of the same sender before, changes nothing', () => {
    const known = awaitedOrder({ by: 'ada', note: '' });
    expect(decideCancelRequest(known, wish, ada, now)).toEqual({
      ignored: 'the cancellation of order o-1 waits for the order already',
    });
  });

  it('given the wish of somebody else before, keeps both', () => {
    const theirs = { by: 'mallory', note: '' };
    expect(decideCancelRequest(awaitedOrder(theirs), wish, ada, now)).toEqual({
      save: { orders: [awaitedOrder(theirs, { by: 'ada', note: 'ordered twice' })] },
      emit: [requested],
    });
  });

  it('given a cancelled order, is accepted and changes nothing', () => {
    const decision = decideCancelRequest(cancelledOrder(), wish, ada, now);
    expect(decision).toEqual({ ignored: 'order o-1 is cancelled already' });
  });

  it('given a confirmed order, is refused as already_confirmed', () => {
    expect(decideCancelRequest(confirmedOrder(), wish, shop, now)).toEqual({
      reject: [
        {
          field: 'orderId',
          code: 'already_confirmed',
          message: 'order o-1 is confirmed, which is final; ask for a refund instead',
        },
      ],
    });
  });

  it('given a rejected order, is refused as already_rejected', () => {
    expect(decideCancelRequest(rejectedOrder(), wish, ada, now)).toEqual({
      reject: [
        {
          field: 'orderId',
          code: 'already_rejected',
          message: 'order o-1 was rejected; there is nothing to cancel',
        },
      ],
    });
  });

  it.each([placedOrder(), confirmedOrder(), cancelledOrder(), rejectedOrder()])(
    "given a $status order of somebody else's, is refused as not_yours",
    (order) => {
      expect(decideCancelRequest(order, wish, mallory, now)).toEqual({ reject: [notYours] });
    },
  );
});
