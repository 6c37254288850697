import { type Database, defineResponder } from '@murmuration/choreography';
import { refreshSession } from '@murmuration/contracts';
import { newRefreshToken, openSuccessor, sealSuccessor } from '../crypto/refresh-token.ts';
import { decideRefresh, refreshExpiry } from '../domain/refresh.ts';
import { endSession, lockShown, rotateToken, type ShownSession } from '../store/sessions.ts';
import { signedInAnswer, type OpenSession } from '../tokens/sign-in-answer.ts';
import type { AuthTools } from '../tools.ts';
import { wrongToken } from './refusals.ts';

type Outcome =
  | { readonly kind: 'open'; readonly session: OpenSession }
  | { readonly kind: 'reused'; readonly sessionId: string; readonly userId: string }
  | { readonly kind: 'refused' };

/** Exchanges a refresh token for its successor; who shows a used one too late ends the session for everybody. */
export function answerRefreshSession(tools: AuthTools) {
  const { journal } = tools;
  return defineResponder(refreshSession, async ({ refreshToken }, context) => {
    const { database, now, transact } = context;
    const outcome = await transact((tx) => refresh(tools, tx, refreshToken, now));
    if (outcome.kind === 'reused') {
      const { sessionId, userId } = outcome;
      journal.warn({ sessionId, userId }, 'a used refresh token was shown; its session has ended');
    }
    if (outcome.kind !== 'open') throw wrongToken();
    return await signedInAnswer(tools, database, outcome.session, now);
  });
}

async function refresh(
  { policy }: AuthTools,
  tx: Database,
  token: string,
  now: Date,
): Promise<Outcome> {
  const shown = await lockShown(tx, token);
  if (shown === undefined) return { kind: 'refused' };
  const { sessionId, userId, expiresAt } = shown;
  const decision = decideRefresh(shown.token, shown, now, policy);
  switch (decision.kind) {
    case 'refused':
      return decision;
    case 'reused':
      await endSession(tx, sessionId);
      return { kind: 'reused', sessionId, userId };
    case 'repeat':
      return repeat(shown, token);
    case 'rotate': {
      const next = newRefreshToken();
      const refreshExpiresAt = refreshExpiry(now, expiresAt, policy);
      const sealed = sealSuccessor(token, sessionId, next);
      await rotateToken(
        tx,
        sessionId,
        token,
        { token: next, sealed, expiresAt: refreshExpiresAt },
        now,
      );
      return { kind: 'open', session: { sessionId, userId, refreshToken: next, refreshExpiresAt } };
    }
    default:
      return decision satisfies never;
  }
}

function repeat({ sessionId, userId, successor }: ShownSession, token: string): Outcome {
  if (successor === undefined) return { kind: 'refused' };
  const refreshToken = openSuccessor(token, sessionId, successor.sealed);
  const refreshExpiresAt = successor.expiresAt;
  return { kind: 'open', session: { sessionId, userId, refreshToken, refreshExpiresAt } };
}
