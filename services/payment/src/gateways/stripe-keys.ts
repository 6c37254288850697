import { isRepeatedFailure } from './stripe-errors.ts';

/** Asks under a key that Stripe has not failed with. Only for what may be asked for twice. */
export type AskUnderKey = <Answer>(
  key: string,
  ask: (idempotencyKey: string) => Promise<Answer>,
) => Promise<Answer>;

const GROWTH = 1.5;

/**
 * Under a key that Stripe has failed with it says nothing else for a day, so the next one is taken: `<key>`, `<key>:2` and so on. Every repetition goes the same way, and
 * so comes to the same answer. The way gets longer with the logarithm of the time since the first request: 11 keys after a minute, 21 after an hour, 28 when the day is nearly over.
 */
export function keysAtAge(ageMs: number): AskUnderKey {
  const seconds = Math.max(1, ageMs / 1_000);
  const mostKeys = 1 + Math.floor(Math.log(seconds) / Math.log(GROWTH));
  return async (key, ask) => {
    for (let at = 1; ; at++) {
      try {
        return await ask(at === 1 ? key : `${key}:${at}`);
      } catch (error) {
        if (at === mostKeys || !isRepeatedFailure(error)) throw error;
      }
    }
  };
}
