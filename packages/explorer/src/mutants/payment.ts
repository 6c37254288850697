import { ignore, type Message } from '@murmuration/choreography';
import { orderCancelled, orderPlaced, stockReserved } from '@murmuration/contracts';
import {
  as,
  blind,
  calling,
  isRow,
  type Mutant,
  type Row,
  ruling,
  seeing,
  unsaved,
} from './mutant.ts';

const CHARGE = 'charge-when-reserved-unless-cancelled';
const REFUND = 'refund-at-provider-when-requested';
const REPORT = 'record-provider-report';

const uncancelled = (row: Row): Row => ({ ...row, cancelled: false });

/** Mistakes of payment. */
export const paymentMutants: readonly Mutant[] = [
  {
    name: 'refund-forgotten',
    breaks: 'a cancellation that comes after the capture gives nothing back',
    scenario: 'one-order',
    change: {
      shop: calling(CHARGE, (reaction) => ({
        prepare: (message, state, context) => {
          const row = state['payments']?.get(message.key);
          const isCaptured = isRow(row) && row['status'] === 'captured';
          return message.name === orderCancelled.name && isCaptured
            ? ignore('by a mutant')
            : reaction.prepare(message, state, context);
        },
      })),
    },
  },
  {
    name: 'charge-unreserved',
    breaks: 'an order is charged when it is placed, before anything is set aside',
    scenario: 'one-order',
    change: {
      shop: calling(CHARGE, (reaction) => ({
        on: [orderPlaced, orderCancelled],
        prepare: (message, ...rest) => reaction.prepare(asReserved(message), ...rest),
        conclude: (message, ...rest) => reaction.conclude(asReserved(message), ...rest),
      })),
    },
  },
  {
    name: 'cancel-unseen-at-capture',
    breaks: 'money that arrives for a cancelled order is kept',
    scenario: 'one-order',
    change: {
      shop: calling(CHARGE, (reaction) => ({
        conclude: (message, result, state, context) =>
          reaction.conclude(message, result, seeing(state, 'payments', uncancelled), context),
      })),
    },
  },
  {
    name: 'charge-cancelled',
    breaks: 'a cancelled order is charged all the same',
    scenario: 'one-order',
    change: {
      shop: calling(CHARGE, (reaction) => ({
        prepare: (message, state, context) =>
          reaction.prepare(
            message,
            message.name === stockReserved.name
              ? seeing(state, 'payments', as('voided', { status: 'awaiting', cancelled: false }))
              : state,
            context,
          ),
      })),
    },
  },
  {
    name: 'undo-and-webhooks-missing',
    breaks:
      'a charge whose intent was lost with a machine is neither undone nor told of by the provider',
    scenario: 'one-order',
    change: {
      rules: ruling({ webhooks: false }),
      shop: calling(CHARGE, (reaction) => ({
        prepare: (message, state, context) =>
          reaction.prepare(message, state, { ...context, isRepeated: false }),
      })),
    },
  },
  {
    name: 'no-webhooks',
    breaks:
      'the provider tells nothing by itself, when a machine and what the broker knew are lost together',
    scenario: 'one-order',
    change: { rules: ruling({ webhooks: false }) },
  },
  {
    name: 'news-of-money-ignored',
    breaks: 'payment does not believe the provider that it has money of which the record was lost',
    scenario: 'one-order',
    change: { shop: blind(REPORT, 'payments', as('voided', { status: 'declined' })) },
  },
  {
    name: 'captured-twice',
    breaks: 'the answer of a call and the webhook are both recorded',
    scenario: 'one-order',
    change: { shop: blind(REPORT, 'payments', as('captured', { status: 'charging' })) },
  },
  {
    name: 'refund-twice',
    breaks: 'a refund that the inbox has forgotten is recorded once more',
    scenario: 'one-order',
    change: {
      shop: calling(REFUND, (reaction) => ({
        prepare: (message, state, context) =>
          reaction.prepare(
            message,
            seeing(state, 'refunds', as('refunded', { status: 'requested' })),
            context,
          ),
        conclude: (message, result, state, context) =>
          reaction.conclude(
            message,
            result,
            seeing(state, 'refunds', as('refunded', { status: 'requested' })),
            context,
          ),
      })),
    },
  },
  {
    name: 'refund-double',
    breaks: 'the provider is asked for twice the sum',
    scenario: 'one-order',
    change: {
      shop: calling(REFUND, (reaction) => ({
        perform: (request, signal) => reaction.perform(doubled(request), signal),
      })),
    },
  },
  {
    name: 'refund-unbooked',
    breaks: 'a refund is not written into the books',
    scenario: 'one-order',
    change: {
      shop: calling(REFUND, (reaction) => ({
        conclude: (...given) => unsaved(reaction.conclude(...given), 'ledger'),
      })),
    },
  },
  {
    name: 'half-booked',
    breaks: 'a capture is written on one side of the books only',
    scenario: 'one-order',
    change: {
      shop: calling(CHARGE, (reaction) => ({
        conclude: (...given) => {
          const decision = reaction.conclude(...given);
          const { ledger, ...save } = decision.save ?? {};
          return { ...decision, save: { ...save, ...(ledger && { ledger: ledger.slice(0, 1) }) } };
        },
      })),
    },
  },
  {
    name: 'results-unclaimed',
    breaks:
      'the answer of a second call for the same message is recorded too, and no guard stands behind',
    scenario: 'one-order',
    change: {
      rules: ruling({ claimsResults: false }),
      shop: calling(REFUND, (reaction) => ({
        conclude: (message, result, state, context) =>
          reaction.conclude(
            message,
            result,
            seeing(state, 'refunds', as('refunded', { status: 'requested' })),
            context,
          ),
      })),
    },
  },
];

/** Takes an order that was placed for one that is reserved. */
function asReserved(message: Message): Message {
  if (message.name !== orderPlaced.name) return message;
  const { orderId, lines, customerId, total, paymentMethod } = orderPlaced.schema.parse(
    message.data,
  );
  const payment = { customerId, amount: total, lines, paymentMethod };
  return { ...message, name: stockReserved.name, data: { orderId, lines, payment } };
}

function doubled(request: unknown): unknown {
  if (!isRow(request) || !isRow(request['amount'])) return request;
  const { amount } = request;
  return { ...request, amount: { ...amount, amount: Number(amount['amount']) * 2 } };
}
