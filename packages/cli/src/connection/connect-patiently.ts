import { type Murmuration, NotConnected } from '@murmuration/client';
import { poll } from '../poll.ts';
import type { Session } from './session.ts';

/**
 * Connects to a server that may still be starting.
 * @throws what the last attempt failed with, once `limitMs` have passed
 */
export async function connectPatiently(session: Session, limitMs: number): Promise<Murmuration> {
  const attempt = async (): Promise<Murmuration | undefined> => {
    try {
      return await session.client();
    } catch (error) {
      if (error instanceof NotConnected) return undefined;
      throw error;
    }
  };
  return (await poll(attempt, limitMs)) ?? (await session.client());
}
