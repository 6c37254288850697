import { defineResponder } from '@murmuration/choreography';
import { confirmRegistration, userRegistered } from '@murmuration/contracts';
import { readCode } from '../domain/one-time-code.ts';
import { settleAttempts, takeAttempt } from '../store/attempts.ts';
import { confirmWish } from '../store/registrations.ts';
import type { AuthTools } from '../tools.ts';
import { codeAttempts, placeAttempts } from './counted.ts';
import { wrongCode } from './refusals.ts';

/** Opens the account, and tells it. */
export function answerConfirmRegistration(tools: AuthTools) {
  const { secrets } = tools;
  return defineResponder(
    confirmRegistration,
    { emits: [userRegistered] },
    async ({ email, code: typed }, context) => {
      const { now, transact } = context;
      const emailIndex = secrets.emailIndex(email);
      const attempts = codeAttempts(tools, context, emailIndex);
      const place = placeAttempts(tools, context);
      await takeAttempt(context, [...attempts, ...place]);
      const code = readCode(typed);
      if (code === undefined) throw wrongCode();
      const codeHash = secrets.codeHash('confirm', emailIndex, code);
      await transact(async (tx, emit) => {
        const confirmation = await confirmWish(tx, emailIndex, codeHash, now);
        if (confirmation.kind === 'refused') throw wrongCode();
        await settleAttempts(tx, { forget: attempts, giveBack: place });
        if (confirmation.kind === 'repeated') return;
        const { userId } = confirmation;
        emit(userRegistered.of({ userId, registeredAt: now.toISOString() }));
      });
      return { status: 'confirmed' as const };
    },
  );
}
