import {
  money,
  notificationKind,
  notificationSent,
  orderCancelled,
  orderConfirmed,
  orderPlaced,
  orderRejected,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  problemSchema,
  refundRequested,
  type Reliance,
  reliesOn,
  stockCommitted,
  stockRejected,
  stockReleased,
  stockReserved,
} from '@murmuration/contracts';
import { z } from 'zod';

/** What customers are told of an order's progress. `npm run contracts` names the edge when an owner takes some of it away. */
export const edgeReliesOn: readonly Reliance[] = [
  reliesOn(orderPlaced, {
    needs: z.object({ total: money, deadline: z.string() }),
    examples: orderPlaced.examples,
  }),
  reliesOn(stockReserved, { needs: z.object({}), examples: stockReserved.examples }),
  reliesOn(stockRejected, { needs: z.object({}), examples: stockRejected.examples }),
  reliesOn(paymentCaptured, {
    needs: z.object({ amount: money }),
    examples: paymentCaptured.examples,
  }),
  reliesOn(paymentDeclined, {
    needs: z.object({ code: z.string(), message: z.string() }),
    examples: paymentDeclined.examples,
  }),
  reliesOn(orderConfirmed, {
    needs: z.object({ total: money }),
    examples: orderConfirmed.examples,
  }),
  reliesOn(orderCancelled, {
    needs: z.object({ reason: z.string(), detail: z.string() }),
    examples: orderCancelled.examples,
  }),
  reliesOn(orderRejected, {
    needs: z.object({ reasons: z.array(problemSchema).min(1) }),
    examples: orderRejected.examples,
  }),
  reliesOn(stockCommitted, { needs: z.object({}), examples: stockCommitted.examples }),
  reliesOn(stockReleased, { needs: z.object({}), examples: stockReleased.examples }),
  reliesOn(refundRequested, {
    needs: z.object({ refundId: z.string(), amount: money }),
    examples: refundRequested.examples,
  }),
  reliesOn(paymentRefunded, {
    needs: z.object({ refundId: z.string(), amount: money, reason: z.string() }),
    examples: paymentRefunded.examples,
  }),
  reliesOn(notificationSent, {
    needs: z.object({ kind: notificationKind }),
    examples: notificationSent.examples,
  }),
];
