import { defineResponder } from '@murmuration/choreography';
import { openProfile, register } from '@murmuration/contracts';
import { newCode, newUserId } from '../crypto/ids.ts';
import type { Letter } from '../domain/mail-texts.ts';
import { weaknesses } from '../domain/password-rules.ts';
import { takeAttempt } from '../store/attempts.ts';
import { openRegistration } from '../store/registrations.ts';
import type { AuthTools } from '../tools.ts';
import { mailAttempts, placeAttempts } from './counted.ts';
import { refuseWeak } from './refusals.ts';

/**
 * Does the same work for an address that has an account already as for a new one: a hash, a profile in waiting, a row. Only the mail tells them apart, and
 * it goes out after the answer.
 */
export function answerRegister(tools: AuthTools) {
  const { secrets, hasher, post, policy } = tools;
  return defineResponder(
    register,
    { asks: [openProfile], calls: 'the mail server' },
    async ({ email, password, name }, context) => {
      const { now, deadline, ask, transact } = context;
      refuseWeak(weaknesses(password, email, 'password'));
      hasher.checkRoom();
      post.checkRoom();
      const emailIndex = secrets.emailIndex(email);
      await takeAttempt(context, [
        ...mailAttempts('confirm', tools, context, emailIndex),
        ...placeAttempts(tools, context),
      ]);
      const passwordHash = await hasher.hash(password, deadline);
      const userId = newUserId();
      const code = newCode();
      await ask(openProfile, { userId, email, name });
      const isKnown = await transact((tx) =>
        openRegistration(tx, {
          userId,
          emailIndex,
          passwordHash,
          codeHash: secrets.codeHash('confirm', emailIndex, code),
          expiresAt: new Date(now.getTime() + policy.confirmationCodeMs),
        }),
      );
      post.send(email, isKnown ? { kind: 'already-registered' } : confirmation(code, policy));
      return { status: 'accepted' as const };
    },
  );
}

function confirmation(code: string, policy: AuthTools['policy']): Letter {
  return { kind: 'confirm-address', code, minutes: Math.round(policy.confirmationCodeMs / 60_000) };
}
