import { z } from 'zod';
import { stockLine } from '../shared/quantity.ts';

/** A refund as the customer who gets it sees it; amounts are in minor units of the payment's currency. */
export const refundView = z.object({
  refundId: z.string(),
  amount: z.int(),
  /** `requested` for as long as it is owed. */
  status: z.enum(['requested', 'refunded']),
  /** Why the money did not reach the customer, in the provider's words. It will not by itself: it takes another refund. */
  failure: z.string().optional(),
  reason: z.string(),
  /** The pieces that it is for; none when it is a plain sum. */
  lines: z.array(stockLine),
});
