import type { ChargeResult } from '../src/domain/conclude-charge.ts';

/** A payment as the provider sees it. */
export type Intent = 'none' | 'created' | 'succeeded' | 'canceled' | 'declined';

/** The intent after it was asked to take the money: what has ended stays as it is. */
export function confirmed(intent: Intent, cardDeclines: boolean): Intent {
  if (intent !== 'created') return intent;
  return cardDeclines ? 'declined' : 'succeeded';
}

/** The intent after it was asked to take no money any more. */
export function voided(intent: Intent): Intent {
  return intent === 'succeeded' ? 'succeeded' : 'canceled';
}

/** What the caller is told of an intent that has ended. */
export function resultOf(intent: Intent): ChargeResult {
  if (intent === 'succeeded') return { kind: 'captured', providerReference: 'pi_1' };
  if (intent === 'canceled') return { kind: 'voided' };
  return { kind: 'declined', code: 'card_declined', message: 'Your card was declined.' };
}
