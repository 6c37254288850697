import { setTimeout as sleep } from 'node:timers/promises';
import { defineResponder, signedIn } from '@murmuration/choreography';
import { changePassword, getProfile } from '@murmuration/contracts';
import { weaknesses } from '../domain/password-rules.ts';
import { accountOfUser, replacePassword } from '../store/accounts.ts';
import { settleAttempts, takeAttempt } from '../store/attempts.ts';
import { voidResets } from '../store/password-resets.ts';
import { endSessionsOf, sessionOf } from '../store/sessions.ts';
import type { AuthTools } from '../tools.ts';
import { passwordAttempts } from './counted.ts';
import { refuseWeak, wrongPassword } from './refusals.ts';

/** Changes a password for the one who knows the current one; all other sessions end. */
export function answerChangePassword(tools: AuthTools) {
  const { hasher, post } = tools;
  return defineResponder(
    changePassword,
    { asks: [getProfile], calls: 'the mail server' },
    async (data, context) => {
      const { database, deadline, now, transact, ask } = context;
      const { userId } = signedIn(context.sender);
      const profile = await soon(ask(getProfile, { userId }));
      refuseWeak(weaknesses(data.newPassword, profile?.email, 'newPassword'));
      hasher.checkRoom();
      const account = await accountOfUser(database, userId);
      if (account === undefined) throw wrongPassword();
      const attempts = passwordAttempts(tools, context, account.emailIndex);
      await takeAttempt(context, attempts);
      if (!(await hasher.verify(account.passwordHash, data.currentPassword, deadline))) {
        throw wrongPassword();
      }
      const passwordHash = await hasher.hash(data.newPassword, deadline);
      const { refreshToken } = data;
      await transact(async (tx) => {
        // another change was faster, or the person was erased
        if (!(await replacePassword(tx, account, passwordHash, now))) throw wrongPassword();
        const stays = refreshToken === undefined ? undefined : await sessionOf(tx, refreshToken);
        await endSessionsOf(tx, userId, stays);
        await voidResets(tx, userId);
        await settleAttempts(tx, { forget: attempts, giveBack: [] });
      });
      // the address is not kept here: user is asked for it, as long as the request may take
      const address = async () => (await ask(getProfile, { userId }))?.email;
      post.send(address, { kind: 'password-changed' });
      return { status: 'changed' as const };
    },
  );
}

const PATIENCE_MS = 1_000;

/** The answer if it comes soon: while user is away nobody can tell whether a password is made of the address, and that is no reason to keep the old one. */
async function soon<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  const answer = asked.catch(() => undefined);
  return await Promise.race([answer, sleep(PATIENCE_MS, undefined, { ref: false })]);
}
