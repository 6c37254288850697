import { type Database, defineResponder } from '@murmuration/choreography';
import { confirmPasswordReset } from '@murmuration/contracts';
import { readCode } from '../domain/one-time-code.ts';
import { weaknesses } from '../domain/password-rules.ts';
import { accountOfUser, replacePassword } from '../store/accounts.ts';
import { settleAttempts, takeAttempt } from '../store/attempts.ts';
import { ownerOfReset, voidResets } from '../store/password-resets.ts';
import { endSessionsOf } from '../store/sessions.ts';
import type { AuthTools } from '../tools.ts';
import { codeAttempts, passwordAttempts, placeAttempts } from './counted.ts';
import { refuseWeak, wrongCode } from './refusals.ts';

/** Sets a new password for the one who has the code; all sessions end. */
export function answerConfirmPasswordReset(tools: AuthTools) {
  const { secrets, hasher, post } = tools;
  return defineResponder(
    confirmPasswordReset,
    { calls: 'the mail server' },
    async ({ email, code: typed, newPassword }, context) => {
      const { database, deadline, now, transact } = context;
      refuseWeak(weaknesses(newPassword, email, 'newPassword'));
      hasher.checkRoom();
      const emailIndex = secrets.emailIndex(email);
      const attempts = codeAttempts(tools, context, emailIndex);
      const place = placeAttempts(tools, context);
      await takeAttempt(context, [...attempts, ...place]);
      const code = readCode(typed);
      if (code === undefined) throw wrongCode();
      const wish = { emailIndex, codeHash: secrets.codeHash('reset', emailIndex, code) };
      if ((await ownerOfReset(database, wish, now)) === undefined) throw wrongCode();
      const passwordHash = await hasher.hash(newPassword, deadline);
      await transact(async (tx) => {
        // looked at again under lock: a code is good once
        const userId = await ownerOfReset(tx, wish, now);
        if (userId === undefined || !(await setPassword(tx, userId, passwordHash, now))) {
          throw wrongCode();
        }
        const forget = [...attempts, ...passwordAttempts(tools, context, emailIndex)];
        await settleAttempts(tx, { forget, giveBack: place });
      });
      post.send(email, { kind: 'password-changed' });
      return { status: 'changed' as const };
    },
  );
}

async function setPassword(
  tx: Database,
  userId: string,
  passwordHash: string,
  now: Date,
): Promise<boolean> {
  const account = await accountOfUser(tx, userId);
  if (account === undefined) return false;
  if (!(await replacePassword(tx, account, passwordHash, now))) return false;
  await endSessionsOf(tx, userId);
  await voidResets(tx, userId);
  return true;
}
