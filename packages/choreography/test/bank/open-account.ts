import { sql } from 'drizzle-orm';
import { brokenConstraint, defineResponder, RequestError, signedIn } from '../../src/index.ts';
import type { Behaviour } from './bank-service.ts';
import * as contracts from './contracts.ts';
import { account } from './stores.ts';

/** The responder that writes: each test tells it what to do with `instruction`. */
export const openAccount = ({ onTry }: Behaviour) =>
  defineResponder(
    contracts.openAccount,
    { emits: [contracts.moneyDeposited] },
    async ({ amount, instruction }, context) => {
      const { userId } = signedIn(context.sender);
      if (instruction === 'say where from') {
        return { accountId: userId, from: context.clientAddress ?? 'nowhere' };
      }
      const opened = { accountId: userId, balance: amount, frozen: false, history: [] };
      let tries = 0;
      await context
        .transact(async (tx, emit) => {
          tries++;
          await tx.insert(account).values({ ...opened, changedAt: context.now });
          emit(
            contracts.moneyDeposited.of({ depositId: userId, accountId: userId, amount, note: '' }),
          );
          await onTry?.(tries);
          if (instruction === 'refuse') throw new RequestError(409, 'not today');
          if (instruction === 'put off') throw new RequestError(429, 'not so fast', [], 1.2);
          if (instruction === 'swallow a failure') {
            await tx.execute(sql`select 1 / 0`).catch(() => undefined);
          }
          if (instruction === 'lose a race' && tries === 1) {
            await tx.execute(sql`do $$ begin raise serialization_failure; end $$`);
          }
        })
        .catch((error: unknown) => {
          if (brokenConstraint(error) !== 'account_pkey') throw error;
          const reason = { field: '$', code: 'exists', message: 'one account is enough' };
          throw new RequestError(409, 'there is an account already', [reason]);
        });
      return { accountId: userId, from: '' };
    },
  );
