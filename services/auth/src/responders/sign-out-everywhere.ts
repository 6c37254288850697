import { defineResponder, signedIn } from '@murmuration/choreography';
import { signOutEverywhere } from '@murmuration/contracts';
import { endSessionsOf } from '../store/sessions.ts';

/** Ends all sessions of the one who asks. */
export function answerSignOutEverywhere() {
  return defineResponder(signOutEverywhere, async (_data, { sender, database }) => {
    const { userId } = signedIn(sender);
    return { status: 'signed-out' as const, sessions: await endSessionsOf(database, userId) };
  });
}
