import { MailProperties } from '../properties/mail-properties.ts';
import { SagaProperties } from '../properties/saga-properties.ts';
import type { Fault } from '../world/rules.ts';
import { mailModel, type Occasions } from './mails.ts';
import { allFaults, sagaModel, type SagaOptions } from './saga.ts';
import type { Scenario } from './scenario.ts';

const cancelled = ['requested', 'deadline-passed', 'payment-declined'].map(
  (reason) => `cancelled ${reason}`,
);
const usual = ['confirmed', ...cancelled];
const contested = [...usual, 'cancelled out-of-stock'];
const noFaults: ReadonlyMap<Fault, number> = new Map();
/** What a broker does on a good day: it repeats, and does not forget. */
const repeats: ReadonlyMap<Fault, number> = new Map([
  ['delivered-again', 1],
  ['delivered-during-call', Infinity],
]);

const forgets: ReadonlyMap<Fault, number> = new Map([['inbox-forgotten', 1]]);

interface Plan extends Partial<Scenario> {
  readonly name: string;
  readonly title: string;
  readonly saga: SagaOptions;
  readonly endings: readonly string[];
}

function saga({ saga: options, endings, ...rest }: Plan): Scenario {
  return {
    isReduced: options.orders > 1,
    isQuick: true,
    model: ({ rules, shop } = {}) => sagaModel(options, rules, shop),
    properties: (space) => new SagaProperties(space, endings),
    ...rest,
  };
}

/** Mails have no intent that may be lost with a machine. */
const mailFaults = without('machine-lost');
const oneCallAtOnce = without('machine-lost', 'delivered-during-call');

/** Where nothing is ever called. */
const withoutCalls = without(
  'machine-lost',
  'crash-in-call',
  'delivered-during-call',
  'provider-silent',
  'provider-charged-silent',
);

function without(...left: readonly Fault[]): ReadonlyMap<Fault, number> {
  return new Map([...allFaults].filter(([fault]) => !left.includes(fault)));
}

function mails(
  name: string,
  title: string,
  occasions: Occasions,
  chosen: ReadonlyMap<Fault, number>,
): Scenario {
  const endings = ['sent', 'failed no-address', 'failed erased', 'failed no such mailbox'];
  return {
    name,
    title,
    isReduced: false,
    isQuick: true,
    model: ({ rules, shop } = {}) => mailModel(occasions, chosen, rules, shop),
    properties: (space) => new MailProperties(space, endings),
  };
}

/** Everything that is explored. */
export const scenarios: readonly Scenario[] = [
  saga({
    name: 'one-order',
    title: '1 order, all faults',
    saga: { orders: 1, pieces: 1, cancels: true, faults: allFaults },
    endings: usual,
  }),
  saga({
    name: 'no-stock',
    title: '1 order for what is sold out, all faults but those of calls',
    saga: { orders: 1, pieces: 0, cancels: true, faults: withoutCalls },
    endings: ['cancelled out-of-stock', 'cancelled requested', 'cancelled deadline-passed'],
  }),
  saga({
    name: 'staff',
    title: '1 order, refused or refunded in part, no faults',
    saga: { orders: 1, pieces: 1, cancels: true, lateReplica: true, refund: 300, faults: noFaults },
    endings: [...usual, 'rejected'],
  }),
  saga({
    name: 'two-orders',
    title: '2 orders over 1 unit, all faults',
    saga: { orders: 2, pieces: 1, cancels: true, faults: allFaults },
    endings: contested,
  }),
  saga({
    name: 'two-units',
    title: '2 orders over 2 units, any order of messages, an inbox that forgets',
    saga: { orders: 2, pieces: 2, cancels: true, faults: forgets },
    endings: usual,
  }),
  saga({
    name: 'three-orders',
    title: '3 orders over 1 unit, any order of messages, duplicates',
    saga: { orders: 3, pieces: 1, cancels: true, faults: repeats },
    endings: contested,
  }),
  mails('one-mail', 'the mail of 1 order, all faults', 'confirmed', mailFaults),
  mails(
    'two-mails',
    'the mails of 1 order that is cancelled and refunded, all faults but a call that is overtaken',
    'cancelled and refunded',
    oneCallAtOnce,
  ),
  saga({
    name: 'two-orders-unreduced',
    title: '2 orders over 1 unit, any order of messages, no reduction',
    isReduced: false,
    isQuick: false,
    saga: { orders: 2, pieces: 1, cancels: true, faults: noFaults },
    endings: contested,
  }),
  saga({
    name: 'staff-faults',
    title: '1 order, refused or refunded in part, all faults',
    isQuick: false,
    saga: {
      orders: 1,
      pieces: 1,
      cancels: true,
      lateReplica: true,
      refund: 300,
      faults: allFaults,
    },
    endings: [...usual, 'rejected'],
  }),
  saga({
    name: 'three-orders-faults',
    title: '3 orders over 1 unit, all faults',
    isQuick: false,
    saga: { orders: 3, pieces: 1, cancels: true, faults: allFaults },
    endings: contested,
  }),
  saga({
    name: 'three-orders-two-units',
    title: '3 orders over 2 units, all faults',
    isQuick: false,
    saga: { orders: 3, pieces: 2, cancels: true, faults: allFaults },
    endings: contested,
  }),
];
