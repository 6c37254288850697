import {
  type EventContract,
  orderCancelled,
  orderCancelRequested,
  orderConfirmed,
  orderPlaced,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  paymentVoided,
  refundFailed,
  refundRequested,
  stockCommitted,
  stockRejected,
  stockReleased,
  stockReserved,
} from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import type { Facts } from '../facts.ts';
import { hasAllEvents, isEvent, literal, tableOf } from '../shop/tables.ts';

export const onlyAllowedTransitions = defineInvariant({
  name: 'only-allowed-transitions',
  id: 'I5',
  title: 'orders, reservations and payments took only steps that there are',
  meaning:
    'The events of each order, in the order of the outbox, are a way through the life of an order; likewise of its reservation and of its payment.',
  holds: 'always',
  about: ['order', 'inventory', 'payment'],
  partial: true,
  looks: (facts) => lives.map((life) => ({ sql: sqlOf(facts, life) })),
});

/** A kind of aggregate, a letter for each of its events, and the words that its life can make of them. */
interface Life {
  readonly service: string;
  readonly what: string;
  readonly steps: Readonly<Record<string, EventContract>>;
  readonly words: string;
  /** The words that begin with the first event of a life. */
  readonly beginnings: string;
}

const lives: readonly Life[] = [
  {
    service: 'order',
    what: 'order',
    steps: {
      w: orderCancelRequested,
      P: orderPlaced,
      C: orderConfirmed,
      X: orderCancelled,
    },
    // wishes to cancel may come before the order; one order ends once
    words: '^w*(P[CX]?)?$',
    beginnings: '^w*P|^w+$',
  },
  {
    service: 'inventory',
    what: 'reservation',
    steps: { R: stockReserved, N: stockRejected, L: stockReleased, C: stockCommitted },
    words: '^(R[LC]?|N)$',
    beginnings: '^[RN]',
  },
  {
    service: 'payment',
    what: 'payment',
    steps: {
      K: paymentCaptured,
      D: paymentDeclined,
      V: paymentVoided,
      a: refundRequested,
      r: paymentRefunded,
      f: refundFailed,
    },
    // the provider may report money of a payment that we took for voided, and that a refund failed before we know that it was given back
    words: '^(D|V|V?K[arf]*)$',
    beginnings: '^[DVK]',
  },
];

/** Events of one key stand in one lane, in which their order is that of the transactions; after a change of the number of lanes they may not. */
function sqlOf(facts: Facts, { service, what, steps, words, beginnings }: Life): string {
  const letters = Object.entries(steps);
  const letter = `case ${letters.map(([name, contract]) => `when ${isEvent(contract)} then ${literal(name)}`).join(' ')} end`;
  const readable = letters.map(([name, { type }]) => `${name}: ${type}`).join(', ');
  return `
    select ${literal(`${what} `)} || key as subject,
      case when known and word !~ ${literal(words)} then format('its events are %s (%s)', word, ${literal(readable)}) end as problem,
      known
    from (
      select key, word, lanes = 1 and (${hasAllEvents(facts, service)} or word ~ ${literal(beginnings)}) as known
      from (
        select key, string_agg(${letter}, '' order by seq) as word, count(distinct lane) as lanes
        from ${tableOf(service, 'outbox')} where ${letters.map(([, contract]) => isEvent(contract)).join(' or ')}
        group by key
      ) words
    ) lives`;
}
