import { as, blind, type Decided, lacking, type Mutant, twisted } from './mutant.ts';

const ignored = (): Decided => ({ ignored: 'by a mutant' });

/** Mistakes of the order service. */
export const orderMutants: readonly Mutant[] = [
  {
    name: 'confirm-cancelled',
    breaks: 'a payment confirms an order that is cancelled',
    scenario: 'one-order',
    change: {
      shop: blind('confirm-when-payment-captured', 'orders', as('cancelled', { status: 'placed' })),
    },
  },
  {
    name: 'cancel-confirmed',
    breaks: 'a customer can cancel an order that is confirmed',
    scenario: 'one-order',
    change: { shop: blind('cancel-order', 'orders', as('confirmed', { status: 'placed' })) },
  },
  {
    name: 'deadline-beats-all',
    breaks: 'the deadline cancels also what is confirmed',
    scenario: 'one-order',
    change: {
      shop: blind('cancel-when-deadline-reached', 'orders', as('confirmed', { status: 'placed' })),
    },
  },
  {
    name: 'early-wish-forgotten',
    breaks: 'a cancellation that comes before its order is accepted and forgotten',
    scenario: 'one-order',
    change: {
      shop: twisted('cancel-order', (decision) =>
        savesStatus(decision, 'cancel-requested') ? ignored() : decision,
      ),
    },
  },
  {
    name: 'no-deadline',
    breaks: 'no deadline is set',
    scenario: 'one-order',
    change: { shop: twisted('place-order', (decision) => lacking(decision, 'schedule')) },
  },
  {
    name: 'deadline-stays',
    breaks: 'the deadline of a confirmed order is not taken away',
    scenario: 'one-order',
    change: {
      shop: twisted('confirm-when-payment-captured', (decision) => lacking(decision, 'unschedule')),
    },
  },
  {
    name: 'shortage-ignored',
    breaks: 'an order for which there is no stock waits for its deadline',
    scenario: 'no-stock',
    change: { shop: twisted('cancel-when-stock-rejected', ignored) },
  },
  {
    name: 'decline-ignored',
    breaks: 'an order whose payment was declined waits for its deadline',
    scenario: 'one-order',
    change: { shop: twisted('cancel-when-payment-declined', ignored) },
  },
  {
    name: 'end-untold',
    breaks: 'a cancellation by the deadline is not told',
    scenario: 'one-order',
    change: {
      shop: twisted('cancel-when-deadline-reached', (decision) => lacking(decision, 'emit')),
    },
  },
  {
    name: 'placed-again',
    breaks: 'an order whose command comes again is placed again',
    scenario: 'one-order',
    change: { shop: blind('place-order', 'orders', () => undefined) },
  },
];

function savesStatus({ save = {} }: Decided, status: string): boolean {
  return Object.values(save)
    .flat()
    .some(
      (row) => typeof row === 'object' && row !== null && 'status' in row && row.status === status,
    );
}
