import type { OpenStep, Standing } from '@murmuration/choreography-graph';
import { describe, expect, test } from 'vitest';
import { awaitedIn, type Circumstances, type Handling } from './awaited.ts';

const at = Date.parse('2026-01-05T09:00:00.000Z');
const reserved = {
  id: 'e-2',
  type: 'inventory.stock-reserved',
  version: 1,
  service: 'inventory',
  key: 'o-1',
  at,
  causationId: 'e-1',
  data: {},
};
const charge = {
  id: 'payment/charge',
  service: 'payment',
  name: 'charge',
  form: 'reaction',
  on: [reserved.type],
  emits: ['payment.captured', 'payment.declined'],
  asks: [],
  calls: 'the payment provider',
  compensates: [],
  nothingToUndo: [],
  repeatsUntil: undefined,
} as const;
const open: OpenStep = { step: charge, after: reserved, oneOf: charge.emits, isMoot: false };
const undecided: Standing = { facts: [reserved], end: undefined, due: undefined, open: [open] };
const ended: Standing = { ...undecided, end: { fact: reserved, as: 'failed' } };

const letter = {
  id: 'd-1',
  reaction: 'charge',
  messageId: 'e-2',
  messageName: 'inventory.stock-reserved.v1',
  key: 'o-1',
  reason: 'exhausted',
  fingerprint: 'f00d',
  attempts: 8,
  firstFailedAt: '',
  lastFailedAt: '',
  status: 'open',
  settledAt: null,
  settledBy: null,
  settledReason: null,
};

const given = (handling: Handling, more: Partial<Circumstances> = {}): Circumstances => ({
  handlingOf: () => handling,
  lettersOf: () => [],
  isOrdered: () => false,
  silent: new Set(),
  ...more,
});

describe('what is awaited', () => {
  test('is told with the service, its reaction, what has set it off, and since when', () => {
    expect(awaitedIn(undecided, given('in-hand'))).toEqual([
      {
        service: 'payment',
        reaction: 'charge',
        after: 'inventory.stock-reserved',
        since: '2026-01-05T09:00:00.000Z',
        oneOf: ['payment.captured', 'payment.declined'],
        calls: 'the payment provider',
        state: 'in-hand',
        letter: null,
        isUp: true,
      },
    ]);
  });

  test.each<[Standing, Handling, readonly string[]]>([
    [undecided, 'queued', ['queued']],
    [undecided, 'handled', ['silent']],
    [undecided, 'unknown', ['unknown']],
    [ended, 'queued', ['queued']],
    [ended, 'unknown', ['unknown']],
    [ended, 'handled', []],
  ])(
    'depends on what was decided, and on how far the service is (%#)',
    (standing, handling, states) => {
      expect(awaitedIn(standing, given(handling)).map(({ state }) => state)).toEqual(states);
    },
  );

  test.each<[Handling, number]>([
    ['handled', 0],
    ['unknown', 0],
    ['queued', 1],
  ])(
    'of a step that has answered something else is only what it has not handled: %s',
    (handling, count) => {
      const standing = { ...undecided, open: [{ ...open, isMoot: true }] };
      expect(awaitedIn(standing, given(handling))).toHaveLength(count);
    },
  );

  test('is held up by a dead letter of the message, also after the end', () => {
    const circumstances = given('handled', { lettersOf: () => [letter] });
    for (const standing of [undecided, ended]) {
      expect(awaitedIn(standing, circumstances)).toMatchObject([
        { state: 'given-up', letter: { id: 'd-1', reason: 'exhausted' } },
      ]);
    }
  });

  test('waits behind a dead letter of the same key where the order matters, and nowhere else', () => {
    const before = { ...letter, messageId: 'e-1' };
    const circumstances = given('handled', { lettersOf: () => [before] });
    expect(awaitedIn(ended, circumstances)).toEqual([]);
    const ordered = { ...circumstances, isOrdered: () => true };
    expect(awaitedIn(ended, ordered)).toMatchObject([{ state: 'behind-a-letter' }]);
  });

  test('is not held up by letters of others', () => {
    const others = [
      { ...letter, reaction: 'refund' },
      { ...letter, messageId: 'e-9', key: 'o-9' },
    ];
    const circumstances = given('queued', { lettersOf: () => others, isOrdered: () => true });
    expect(awaitedIn(undecided, circumstances)).toMatchObject([{ state: 'queued', letter: null }]);
  });

  test('says when the service does not answer', () => {
    const circumstances = given('queued', { silent: new Set(['payment']) });
    expect(awaitedIn(undecided, circumstances)).toMatchObject([{ isUp: false }]);
  });
});
