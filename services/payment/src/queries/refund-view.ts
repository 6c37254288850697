import { timeInKey } from '@murmuration/choreography';
import { z } from 'zod';
import type { Refund } from '../domain/refund.ts';

/** Where a page of refunds begins: when the last one before it was asked for, and its id. */
export const refundKey = z.tuple([timeInKey, z.string()]);

type Stored = Pick<Refund, 'refundId' | 'status' | 'reason' | 'failure' | 'lines'>;

/** What both queries tell of a refund. One that failed is owed still, and the contract's readers know no third status: its failure says so. */
export function refundViewOf({ refundId, status, reason, failure, lines }: Stored) {
  return {
    refundId,
    status: status === 'failed' ? ('requested' as const) : status,
    reason,
    ...(failure !== null && { failure }),
    lines: [...lines],
  };
}
