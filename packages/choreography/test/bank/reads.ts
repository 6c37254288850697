import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { defineAnswer, defineResponder, onlyOwn } from '../../src/index.ts';
import * as contracts from './contracts.ts';
import { account } from './stores.ts';

export const answerStatement = defineAnswer(
  contracts.getStatement,
  async ({ accountId }, database, reader) => {
    const own = onlyOwn(reader);
    const [row] = await database
      .select({ accountId: account.accountId, balance: account.balance })
      .from(account)
      .where(
        and(
          eq(account.accountId, accountId),
          own === undefined ? undefined : eq(account.accountId, own),
        ),
      );
    return row ?? null;
  },
);

export const answerReader = defineAnswer(
  contracts.describeReader,
  async ({ seconds, write }, database) => {
    if (write) await database.execute(sql`delete from account`);
    const [row] = await database.execute(
      sql`select current_setting('murmuration.reader') as reader, pg_sleep(${seconds})`,
    );
    return z.object({ reader: z.string() }).parse(row);
  },
);

export const answerCount = defineAnswer(contracts.countAccounts, async (_, database) => ({
  accounts: await database.$count(account),
}));

export const closeDay = defineResponder(contracts.closeDay, async ({ day }, { ask }) => {
  if (day.startsWith('rate of ')) return { balance: (await ask(contracts.getRate, { day })).rate };
  const { balance } = await ask(contracts.getAccount, { accountId: day });
  return { balance };
});
