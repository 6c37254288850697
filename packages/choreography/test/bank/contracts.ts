import {
  defineCommand,
  defineEvent,
  defineTimer,
  defineQuery,
  defineRejection,
  defineRequest,
  personal,
} from '@murmuration/contracts';
import { z } from 'zod';

const id = z.string().min(1).max(64);

/** A bank that is as small as a service can be and has one of everything: the runtime's tests are made on it. */
export const depositRejected = defineRejection('bank.deposit-rejected', 'bank.deposit.v1');

const deposit = z.object({
  depositId: id,
  accountId: id,
  amount: z.int(),
  note: z.string().default(''),
});

export const depositMoney = defineCommand({
  type: 'bank.deposit',
  version: 1,
  data: deposit,
  key: (data) => data.accountId,
  id: (data) => data.depositId,
  rejection: depositRejected,
  maxBytes: 2_000,
  sentBy: 'anyone',
  examples: [{ depositId: 'd-1', accountId: 'a-1', amount: 5, note: '' }],
});

export const freezeAccount = defineCommand({
  type: 'bank.freeze',
  version: 1,
  data: z.object({ freezeId: id, accountId: id }),
  key: (data) => data.accountId,
  id: (data) => data.freezeId,
  rejection: depositRejected,
  sentBy: 'trusted',
  examples: [{ freezeId: 'f-1', accountId: 'a-1' }],
});

export const moneyDeposited = defineEvent({
  type: 'bank.deposited',
  version: 1,
  data: deposit,
  key: (data) => data.accountId,
  examples: [{ depositId: 'd-1', accountId: 'a-1', amount: 5, note: '' }],
});

const entry = z.object({ accountId: id, n: z.int(), instruction: z.string().default('') });

/** What other services say; `instruction` tells the reaction of the test what to do. */
export const entryMade = defineEvent({
  type: 'ledger.entry-made',
  version: 1,
  data: entry,
  key: (data) => data.accountId,
  examples: [{ accountId: 'a-1', n: 1, instruction: '' }],
});

export const entryTallied = defineEvent({
  type: 'bank.entry-tallied',
  version: 1,
  data: z.object({ accountId: id, n: z.int(), entries: z.int() }),
  key: (data) => data.accountId,
  examples: [{ accountId: 'a-1', n: 1, entries: 1 }],
});

export const reminderDue = defineTimer({
  type: 'bank.reminder-due',
  version: 1,
  data: z.object({ accountId: id, text: z.string() }),
  key: (data) => data.accountId,
  examples: [{ accountId: 'a-1', text: 'hello' }],
});

export const transferRequested = defineEvent({
  type: 'bank.transfer-requested',
  version: 1,
  data: z.object({ transferId: id }),
  key: (data) => data.transferId,
  examples: [{ transferId: 't-1' }],
});

export const transferMade = defineEvent({
  type: 'bank.transfer-made',
  version: 1,
  data: z.object({ transferId: id, receipt: z.string() }),
  key: (data) => data.transferId,
  examples: [{ transferId: 't-1', receipt: 'r-1' }],
});

export const getAccount = defineQuery({
  type: 'bank.get-account',
  version: 1,
  params: z.object({ accountId: id }),
  result: z.object({ accountId: id, balance: z.int() }),
  http: { method: 'GET', path: '/accounts/:accountId' },
  access: 'public',
  examples: [{ params: { accountId: 'a-1' }, result: { accountId: 'a-1', balance: 5 } }],
});

/** An account as its holder alone, or the staff, may read it. */
export const getStatement = defineQuery({
  type: 'bank.get-statement',
  version: 1,
  params: z.object({ accountId: id }),
  result: z.object({ accountId: id, balance: z.int() }).nullable(),
  http: { method: 'GET', path: '/statements/:accountId' },
  access: 'owner',
  examples: [{ params: { accountId: 'a-1' }, result: null }],
});

/** What the database knows of the one who asks; `seconds` lets it take its time. */
export const describeReader = defineQuery({
  type: 'bank.describe-reader',
  version: 1,
  params: z.object({ seconds: z.number().default(0), write: z.boolean().default(false) }),
  result: z.object({ reader: z.string() }),
  http: { method: 'GET', path: '/reader' },
  access: 'own',
  examples: [{ params: { seconds: 0, write: false }, result: { reader: 'u-1' } }],
});

export const countAccounts = defineQuery({
  type: 'bank.count-accounts',
  version: 1,
  params: z.object({}),
  result: z.object({ accounts: z.int() }),
  http: { method: 'GET', path: '/accounts' },
  access: 'operator',
  examples: [{ params: {}, result: { accounts: 1 } }],
});

/** Opens the account of the sender, with a first deposit; `instruction` tells the responder of the test what to do. */
export const openAccount = defineRequest({
  type: 'bank.open-account',
  version: 1,
  data: z.object({
    secret: personal(z.string().max(200)),
    amount: z.int().default(0),
    instruction: z.string().default(''),
  }),
  result: z.object({ accountId: id, from: z.string() }),
  access: 'own',
  http: { method: 'POST', path: '/accounts', status: 201 },
  maxBytes: 1_000,
  examples: [
    { data: { secret: 's', amount: 5, instruction: '' }, result: { accountId: 'a-1', from: '' } },
  ],
});

/** What another service answers: in the tests, nobody or the test itself. */
export const getRate = defineQuery({
  type: 'rates.get',
  version: 1,
  params: z.object({ day: z.string() }),
  result: z.object({ rate: z.int() }),
  access: 'internal',
  askedBy: ['bank'],
  examples: [{ params: { day: '2026-01-05' }, result: { rate: 3 } }],
});

/** Closes a day: nobody but another service asks for it. */
export const closeDay = defineRequest({
  type: 'bank.close-day',
  version: 1,
  data: z.object({ day: z.string() }),
  result: z.object({ balance: z.int().nullable() }),
  access: 'internal',
  askedBy: ['ledger'],
  examples: [{ data: { day: '2026-01-05' }, result: { balance: 1 } }],
});
