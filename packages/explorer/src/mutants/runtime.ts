import { as, blind, calling, isRow, type Mutant, ruling, seeing } from './mutant.ts';

const CHARGE = 'charge-when-reserved-unless-cancelled';
const REPORT = 'record-provider-report';
const VOIDED = as('voided', { status: 'declined' });
const MAILS = 'send-mails-when-orders-end';

const deafToNews = calling(CHARGE, (reaction) => ({
  conclude: (message, result, state, context) =>
    reaction.conclude(message, result, seeing(state, 'payments', VOIDED), context),
}));

/** Broken rules of the runtime and of the outside. */
export const runtimeMutants: readonly Mutant[] = [
  {
    name: 'acknowledge-first',
    breaks: 'messages are acknowledged before their effects are committed',
    scenario: 'one-order',
    change: { rules: ruling({ acknowledges: 'before the commit' }) },
  },
  {
    name: 'outbox-apart',
    breaks: 'events are written down after the change that they tell of',
    scenario: 'one-order',
    change: { rules: ruling({ outbox: 'apart' }) },
  },
  {
    name: 'no-republish',
    breaks: 'what the broker has lost is not published again',
    scenario: 'one-order',
    change: { rules: ruling({ republishes: false }) },
  },
  {
    name: 'timers-in-memory',
    breaks: 'timers are kept in the memory of a process',
    scenario: 'one-order',
    change: { rules: ruling({ timers: 'in memory' }) },
  },
  {
    name: 'no-idempotency-key',
    breaks: 'the provider charges again what it has charged',
    scenario: 'one-order',
    change: { rules: ruling({ provider: 'forgets' }) },
  },
  {
    name: 'no-intent',
    breaks:
      'no intent is committed before a call, and money that nothing is recorded of is not believed in',
    scenario: 'one-order',
    change: {
      rules: ruling({ intents: false }),
      shop: (shop) => blind(REPORT, 'payments', VOIDED)(deafToNews(shop)),
    },
  },
];

/** Mistakes of notification. */
export const mailMutants: readonly Mutant[] = [
  {
    name: 'mail-sent-again',
    breaks: 'a mail that is sent is sent anew when its message is forgotten',
    scenario: 'two-mails',
    change: {
      shop: calling(MAILS, (reaction) => ({
        prepare: (message, state, context) =>
          reaction.prepare(message, seeing(state, 'correspondence', withOpenItems), context),
      })),
    },
  },
  {
    name: 'mail-for-nobody-forgotten',
    breaks: 'a refund of which the customer is not known yet is forgotten',
    scenario: 'two-mails',
    change: {
      shop: calling(MAILS, (reaction) => ({
        prepare: (message, state, context) =>
          message.name === 'payment.refunded.v1' &&
          state['correspondence']?.get(message.key) === undefined
            ? { ignored: 'by a mutant' }
            : reaction.prepare(message, state, context),
      })),
    },
  },
  {
    name: 'mail-with-new-id',
    breaks: 'a mail that is sent again bears another Message-ID',
    scenario: 'two-mails',
    change: {
      shop: calling(MAILS, (reaction) => ({
        prepare: (message, state, context) => {
          const prepared = reaction.prepare(message, state, context);
          if (!('call' in prepared)) return prepared;
          return { ...prepared, call: { request: prepared.call, again: context.isRepeated } };
        },
        perform: (call, signal) =>
          reaction.perform(
            isRow(call) ? renamed(call['request'], call['again'] === true) : call,
            signal,
          ),
      })),
    },
  },
];

const withOpenItems = (row: Readonly<Record<string, unknown>>) => {
  const { items } = row;
  if (!Array.isArray(items)) return row;
  const open = items.map((item: unknown) =>
    isRow(item) && item['status'] === 'sent' ? { ...item, status: 'wanted' } : item,
  );
  return { ...row, items: open };
};

function renamed(request: unknown, isAgain: boolean): unknown {
  if (!isAgain || !isRow(request) || !Array.isArray(request['mails'])) return request;
  const mails = request['mails'].map((mail: unknown) =>
    isRow(mail) ? { ...mail, messageId: `again.${String(mail['messageId'])}` } : mail,
  );
  return { ...request, mails };
}
