import { type Deadline, defineResponder, RequestError } from '@murmuration/choreography';
import { signIn } from '@murmuration/contracts';
import type { Hasher } from '../crypto/hasher.ts';
import { newSessionId } from '../crypto/ids.ts';
import { newRefreshToken } from '../crypto/refresh-token.ts';
import {
  accountOfAddress,
  lockUnchanged,
  replacePassword,
  type Credentials,
} from '../store/accounts.ts';
import { settleAttempts, takeAttempt } from '../store/attempts.ts';
import { beginSession } from '../store/sessions.ts';
import { signedInAnswer } from '../tokens/sign-in-answer.ts';
import type { AuthTools } from '../tools.ts';
import { passwordAttempts, placeAttempts } from './counted.ts';
import { wrongCredentials } from './refusals.ts';

/** Checks a password, whether there is an account or not, and begins a session. */
export function answerSignIn(tools: AuthTools) {
  const { secrets, hasher, policy } = tools;
  return defineResponder(signIn, async ({ email, password }, context) => {
    const { database, deadline, now, transact } = context;
    hasher.checkRoom();
    const emailIndex = secrets.emailIndex(email);
    const attempts = passwordAttempts(tools, context, emailIndex);
    const place = placeAttempts(tools, context);
    await takeAttempt(context, [...attempts, ...place]);
    const account = await accountOfAddress(database, emailIndex);
    const isRight = await hasher.verify(account?.passwordHash, password, deadline);
    if (account === undefined || !isRight) throw wrongCredentials();
    const rehashed = await rehash(hasher, account, password, deadline);
    const session = {
      sessionId: newSessionId(),
      userId: account.userId,
      refreshToken: newRefreshToken(),
    };
    const refreshExpiresAt = await transact(async (tx) => {
      const isStill =
        rehashed === undefined
          ? await lockUnchanged(tx, account)
          : await replacePassword(tx, account, rehashed, now);
      // the password was changed, or the person erased, while we looked at it
      if (!isStill) throw wrongCredentials();
      const begun = await beginSession(
        tx,
        { ...session, token: session.refreshToken },
        now,
        policy,
      );
      await settleAttempts(tx, { forget: attempts, giveBack: place });
      return begun;
    });
    return await signedInAnswer(tools, database, { ...session, refreshExpiresAt }, now);
  });
}

/** The same password at today's cost, when it was hashed at another one. Nobody is kept out because there is no room for that now. */
async function rehash(
  hasher: Hasher,
  { passwordHash }: Credentials,
  password: string,
  deadline: Deadline | undefined,
): Promise<string | undefined> {
  if (!hasher.isOutdated(passwordHash)) return undefined;
  try {
    return await hasher.hash(password, deadline);
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}
