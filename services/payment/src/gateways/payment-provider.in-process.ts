import { TerminalError } from '@murmuration/choreography';
import type { ChargeResult } from '../domain/conclude-charge.ts';
import type { PaymentProvider } from './payment-provider.port.ts';

/** What the in-process provider holds for one order, in minor units. */
export interface ProviderAccount {
  readonly status: ChargeResult['kind'];
  readonly captured: number;
  readonly refunded: number;
}

export interface InProcessProvider extends PaymentProvider {
  /** The provider's own books, to be compared with ours. */
  readonly accounts: ReadonlyMap<string, ProviderAccount>;
}

/**
 * A provider in this process, for benchmarks and simulations: it answers at once, declines payment methods whose token
 * contains `chargeDeclined`, and keeps every account in memory.
 */
export function inProcessProvider(): InProcessProvider {
  const accounts = new Map<string, ProviderAccount>();
  const refunded = new Set<string>();

  const end = (orderId: string, status: ChargeResult['kind'], captured: number): ChargeResult => {
    const known = accounts.get(orderId);
    if (known === undefined) accounts.set(orderId, { status, captured, refunded: 0 });
    return resultOf(orderId, known?.status ?? status);
  };

  return {
    accounts,
    charge: async ({ orderId, amount, paymentMethod }) =>
      paymentMethod.includes('chargeDeclined')
        ? end(orderId, 'declined', 0)
        : end(orderId, 'captured', amount.amount),
    void: async ({ orderId }) => end(orderId, 'voided', 0),
    refund: async ({ orderId, refundId, amount }) => {
      const account = accounts.get(orderId);
      if (account?.status !== 'captured') throw new TerminalError(`${orderId} was never charged`);
      if (!refunded.has(refundId)) {
        accounts.set(orderId, { ...account, refunded: account.refunded + amount.amount });
        refunded.add(refundId);
      }
      return { kind: 'refunded', providerReference: `re_${refundId}` };
    },
  };
}

function resultOf(orderId: string, status: ChargeResult['kind']): ChargeResult {
  switch (status) {
    case 'captured':
      return { kind: 'captured', providerReference: `pi_${orderId}` };
    case 'declined':
      return { kind: 'declined', code: 'card_declined', message: 'Your card was declined.' };
    case 'voided':
      return { kind: 'voided' };
    default:
      return status satisfies never;
  }
}
