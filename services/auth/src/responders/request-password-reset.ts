import { defineResponder } from '@murmuration/choreography';
import { requestPasswordReset } from '@murmuration/contracts';
import { newCode, newResetId } from '../crypto/ids.ts';
import { takeAttempt } from '../store/attempts.ts';
import { openReset } from '../store/password-resets.ts';
import type { AuthTools } from '../tools.ts';
import { mailAttempts, placeAttempts } from './counted.ts';

/** Writes a code to the address if it has an account; the answer and the work before it are the same if it has none. */
export function answerRequestPasswordReset(tools: AuthTools) {
  const { secrets, post, policy } = tools;
  return defineResponder(
    requestPasswordReset,
    { calls: 'the mail server' },
    async ({ email }, context) => {
      const { now, transact } = context;
      post.checkRoom();
      const emailIndex = secrets.emailIndex(email);
      await takeAttempt(context, [
        ...mailAttempts('reset', tools, context, emailIndex),
        ...placeAttempts(tools, context),
      ]);
      const code = newCode();
      const hasAccount = await transact((tx) =>
        openReset(tx, {
          resetId: newResetId(),
          emailIndex,
          codeHash: secrets.codeHash('reset', emailIndex, code),
          expiresAt: new Date(now.getTime() + policy.resetCodeMs),
        }),
      );
      const minutes = Math.round(policy.resetCodeMs / 60_000);
      if (hasAccount) post.send(email, { kind: 'reset-password', code, minutes });
      return { status: 'accepted' as const };
    },
  );
}
