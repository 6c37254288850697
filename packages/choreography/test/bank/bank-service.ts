import { sql } from 'drizzle-orm';
import {
  defineAnswer,
  defineCallReaction,
  defineReaction,
  ignore,
  reject,
  type ServiceDefinition,
  TerminalError,
  UnavailableError,
} from '../../src/index.ts';
import { openAccount } from './open-account.ts';
import { answerCount, answerReader, answerStatement, closeDay } from './reads.ts';
import * as contracts from './contracts.ts';
import { accounts, tallies, transfers } from './stores.ts';

/** What a test lets the bank's reactions do. */
export interface Behaviour {
  /** Called for each entry before it is tallied; may throw. */
  onEntry?: (instruction: string, n: number) => void;
  /** Whether entries of an account wait behind one that has failed. */
  readonly ordered?: boolean;
  /** The outside world of transfers. */
  transfer?: (transferId: string, signal: AbortSignal) => Promise<string>;
  /** Called with the tries of a transaction before it ends. */
  onTry?: (tries: number) => Promise<void>;
  readonly concurrency?: number;
  readonly timeoutMs?: number;
}

const RETRY = { attempts: 3, firstDelayMs: 20, maxDelayMs: 40 };

/** The bank, as a test wants it. */
export function bankService(behaviour: Behaviour = {}): ServiceDefinition {
  return {
    name: 'bank',
    stores: [accounts, tallies, transfers],
    reactions: [deposit, freeze, tallyEntry(behaviour), remind, makeTransfer(behaviour)],
    answers: [answerAccount, answerStatement, answerReader, answerCount],
    responders: [openAccount(behaviour), closeDay],
  };
}

const deposit = defineReaction({
  name: 'deposit',
  on: [contracts.depositMoney],
  emits: [contracts.moneyDeposited],
  stores: { accounts },
  keys: { accounts: ({ data }) => data.accountId },
  retry: RETRY,
  decide: ({ data }, state, { now }) => {
    const account = state.accounts.get(data.accountId);
    if (account?.frozen === true) {
      return reject({ field: 'accountId', code: 'frozen', message: 'the account is frozen' });
    }
    const balance = (account?.balance ?? 0) + data.amount;
    const history = [...(account?.history ?? []), data.depositId];
    const next = { accountId: data.accountId, balance, frozen: false, history, changedAt: now };
    return { save: { accounts: [next] }, emit: [contracts.moneyDeposited.of(data)] };
  },
});

const freeze = defineReaction({
  name: 'freeze',
  on: [contracts.freezeAccount],
  emits: [],
  stores: { accounts },
  keys: { accounts: ({ data }) => data.accountId },
  decide: ({ data }, state) => {
    const account = state.accounts.get(data.accountId);
    return account === undefined
      ? ignore('no such account')
      : { save: { accounts: [{ ...account, frozen: true }] } };
  },
});

const tallyEntry = ({ onEntry, ordered = false }: Behaviour) =>
  defineReaction({
    name: 'tally-entry',
    ordered,
    on: [contracts.entryMade],
    emits: [contracts.entryTallied, contracts.transferRequested, contracts.reminderDue],
    stores: { tallies },
    keys: { tallies: ({ data }) => data.accountId },
    retry: RETRY,
    decide: ({ data }, state, { now }) => {
      const { accountId, n, instruction } = data;
      onEntry?.(instruction, n);
      if (instruction === 'terminal') throw new TerminalError('never');
      if (instruction === 'unavailable') throw new UnavailableError('not now');
      const earlier = state.tallies.get(accountId)?.entries ?? 0;
      const entries = instruction === 'break the check' ? 2_000_000 : earlier + 1;
      const save = { tallies: [{ accountId, entries }] };
      const [verb, argument = ''] = instruction.split(' ');
      if (verb === 'transfer') {
        return { save, emit: [contracts.transferRequested.of({ transferId: argument })] };
      }
      const event = contracts.reminderDue.of({ accountId, text: argument });
      if (verb === 'remind-soon') return { save, schedule: [{ event, at: now }] };
      if (verb === 'remind-later') {
        return { save, schedule: [{ event, at: new Date(now.getTime() + 3_600_000) }] };
      }
      if (verb === 'forget') {
        return { save, unschedule: [{ event: contracts.reminderDue, key: accountId }] };
      }
      return { save, emit: [contracts.entryTallied.of({ accountId, n, entries })] };
    },
  });

const remind = defineReaction({
  name: 'note-reminder',
  on: [contracts.reminderDue],
  emits: [],
  stores: { tallies },
  keys: { tallies: ({ data }) => `reminders of ${data.accountId}` },
  decide: ({ data }, state) => {
    const accountId = `reminders of ${data.accountId}`;
    const entries = (state.tallies.get(accountId)?.entries ?? 0) + 1;
    return { save: { tallies: [{ accountId, entries }] } };
  },
});

const makeTransfer = ({ transfer, concurrency, timeoutMs }: Behaviour) =>
  defineCallReaction({
    name: 'make-transfer',
    on: [contracts.transferRequested],
    emits: [contracts.transferMade],
    stores: { transfers },
    keys: { transfers: ({ data }) => data.transferId },
    retry: RETRY,
    ...(concurrency !== undefined && { concurrency }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    prepare: ({ data: { transferId } }, state) => {
      if (state.transfers.get(transferId)?.status === 'made') return ignore('made already');
      const intent = { transferId, status: 'intended', receipt: null };
      return { save: { transfers: [intent] }, call: transferId };
    },
    perform: async (transferId, signal) =>
      (await transfer?.(transferId, signal)) ?? `receipt of ${transferId}`,
    conclude: ({ data: { transferId } }, receipt: string) => ({
      save: { transfers: [{ transferId, status: 'made', receipt }] },
      emit: [contracts.transferMade.of({ transferId, receipt })],
    }),
  });

const answerAccount = defineAnswer(contracts.getAccount, async ({ accountId }, database) => {
  const [row] = await database.execute<{ balance: string }>(
    sql`select balance from account where id = ${accountId}`,
  );
  if (row === undefined) throw new Error('no such account');
  return { accountId, balance: Number(row.balance) };
});
