import { Stripe } from 'stripe';
import { describe, expect, it } from 'vitest';
import { keysAtAge } from './stripe-keys.ts';

const failure = (headers: Record<string, string> = {}) =>
  new Stripe.errors.StripeAPIError({
    type: 'api_error',
    message: 'Something went wrong.',
    statusCode: 500,
    headers,
  });
const repeated = failure({ 'idempotent-replayed': 'true' });

/** Asks a Stripe that answers the first keys so, and each later one with itself; resolves to the keys that were asked, and to what came of it. */
async function ask(ageMs: number, answers: readonly Error[]) {
  const keys: string[] = [];
  const outcome = keysAtAge(ageMs)('create:o-1', async (key) => {
    const error = answers[keys.push(key) - 1];
    if (error !== undefined) throw error;
    return key;
  });
  return { keys, outcome: await outcome.catch((error: unknown) => error) };
}

describe('the keys that Stripe is asked under', () => {
  it('are one, when Stripe does not fail', async () => {
    expect(await ask(60_000, [])).toEqual({ keys: ['create:o-1'], outcome: 'create:o-1' });
  });

  it('go on with the next while failures are only repeated', async () => {
    expect(await ask(60_000, [repeated, repeated])).toEqual({
      keys: ['create:o-1', 'create:o-1:2', 'create:o-1:3'],
      outcome: 'create:o-1:3',
    });
  });

  it.each([
    ['a new failure', failure()],
    ['another error', new Error('cut off')],
  ])('end with %s', async (_, error) => {
    expect(await ask(60_000, [repeated, error])).toMatchObject({
      keys: ['create:o-1', 'create:o-1:2'],
      outcome: error,
    });
  });

  it.each([
    ['at once', 0, 1],
    ['by a clock that is behind', -5_000, 1],
    ['after a minute', 60_000, 11],
    ['after an hour', 3_600_000, 21],
    ['after 23 hours', 82_800_000, 28],
  ])('%s are at most so many', async (_, ageMs, most) => {
    const { keys, outcome } = await ask(ageMs, Array<Error>(most + 1).fill(repeated));
    expect(keys).toHaveLength(most);
    expect(outcome).toBe(repeated);
  });
});
