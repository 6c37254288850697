import { defineResponder } from '@murmuration/choreography';
import { signOut } from '@murmuration/contracts';
import { endSession, sessionOf } from '../store/sessions.ts';

/** Ends the session of a refresh token, used or not. */
export function answerSignOut() {
  return defineResponder(signOut, async ({ refreshToken }, { database }) => {
    const sessionId = await sessionOf(database, refreshToken);
    if (sessionId !== undefined) await endSession(database, sessionId);
    return { status: 'signed-out' as const };
  });
}
