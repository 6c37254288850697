import { defineCallReaction, defineResponder, ignore } from '@murmuration/choreography';
import { defineCommand, defineRejection, defineRequest, personal } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkChoreography } from './check-choreography.ts';
import { covers } from './find-missing-permissions.ts';
import {
  check,
  eventOf,
  hotel,
  minus,
  plus,
  reaction,
  rightsIn,
  rulesBrokenBy,
  trip,
  tripBooked,
  trips,
  tripsWith,
} from './trip.examples.ts';

const { events } = trips.contracts;
const postcard = eventOf('trip.postcard');

describe('an event', () => {
  it('that nobody emits is told with who waits for it', () => {
    const broken = tripsWith({ contracts: { events: [...events, postcard] } });
    expect(rulesBrokenBy(broken)).toEqual(['event-nobody-emits', 'event-nobody-consumes']);
    const reading = reaction({ name: 'read-postcard', on: [postcard] });
    const waiting = tripsWith({
      contracts: { events: [...events, postcard] },
      hotel: plus(hotel, reading),
    });
    expect(check(waiting)[0]).toMatchObject({
      rule: 'event-nobody-emits',
      what: 'Nobody emits it; hotel/read-postcard would wait for it.',
    });
  });

  it('that nobody hears is told, unless its saga declares it', () => {
    const writing = reaction({ name: 'write-postcard', on: [tripBooked], emits: [postcard] });
    const changes = {
      trip: plus(trip, writing),
      contracts: { events: [...events, postcard] },
    };
    expect(rulesBrokenBy(tripsWith(changes))).toContain('event-nobody-consumes');
    expect(check(tripsWith({ ...changes, saga: { notes: [postcard] } }))).toEqual([]);
  });

  it('that carries personal data in clear is told with the field', () => {
    const letter = {
      ...postcard,
      type: 'trip.letter',
      schema: z.object({ tripId: z.string(), address: personal(z.string()) }),
    };
    const writing = reaction({ name: 'write-letter', on: [tripBooked], emits: [letter] });
    const broken = tripsWith({
      trip: plus(trip, writing),
      contracts: { events: [...events, letter] },
      saga: { notes: [letter] },
    });
    const findings = check(broken);
    expect(findings.map(({ rule }) => rule)).toEqual(['personal-data-in-clear']);
    expect(findings[0]?.what).toContain('address');
  });
});

describe('a reaction', () => {
  it('that nothing leads to is told, also when it would set itself off', () => {
    const echo = eventOf('trip.echo');
    const shout = reaction({ name: 'shout', on: [echo], emits: [echo], repeatsUntil: 'it fades' });
    const broken = tripsWith({
      trip: plus(trip, shout),
      contracts: { events: [...events, echo] },
    });
    expect(rulesBrokenBy(broken)).toEqual(['reaction-that-never-fires']);
  });

  it('that calls the outside says whom', () => {
    const ring = defineCallReaction({
      name: 'ring-the-hotel',
      on: [tripBooked],
      stores: {},
      keys: {},
      emits: [],
      prepare: () => ignore('an example'),
      perform: async () => undefined,
      conclude: () => ignore('an example'),
    });
    expect(rulesBrokenBy(tripsWith({ hotel: plus(hotel, ring) }))).toEqual(['call-without-name']);
    const named = plus(hotel, { ...ring, calls: 'the front desk' });
    expect(check(tripsWith({ hotel: named }))).toEqual([]);
  });
});

describe('a command', () => {
  it('that nobody handles is told', () => {
    const broken = tripsWith({ trip: minus(trip, 'book-trip') });
    expect(check(broken)).toContainEqual(
      expect.objectContaining({ rule: 'message-without-owner', where: 'command trip.book' }),
    );
  });

  it('that two handle is told', () => {
    const twice = reaction({ name: 'book-again', on: trip.reactions[0]?.on ?? [] });
    expect(check(tripsWith({ hotel: plus(hotel, twice) }))).toEqual([
      expect.objectContaining({
        rule: 'message-without-owner',
        what: expect.stringContaining('trip/book-trip and hotel/book-again both take it'),
      }),
    ]);
  });

  it('that no saga begins with is told', () => {
    const refused = defineRejection('trip.rename-refused', 'trip.rename.v1');
    const rename = defineCommand({
      type: 'trip.rename',
      version: 1,
      data: z.object({ tripId: z.string() }),
      id: ({ tripId }) => tripId,
      key: ({ tripId }) => tripId,
      examples: [{ tripId: 't-1' }],
      rejection: refused,
      sentBy: 'anyone',
    });
    const broken = tripsWith({
      trip: plus(trip, reaction({ name: 'rename-trip', on: [rename] })),
      contracts: { events: [...events, refused], commands: [...trips.contracts.commands, rename] },
    });
    expect(rulesBrokenBy(broken)).toEqual(['wish-in-no-saga']);
  });
});

describe('rights at the broker', () => {
  it('that are missing are told with what they are for', () => {
    const rights = new Map([...rightsIn(trips)].filter(([name]) => name !== 'hotel'));
    const findings = checkChoreography(trips, rights);
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(['missing-permission']));
    expect(findings.map(({ what }) => what)).toContain(
      'The broker would not let it publish evt.*.hotel.room-held, which it does because hold-room-when-booked emits hotel.room-held.',
    );
  });

  it('are missing for a question that the contract does not know of', () => {
    const exchange = { version: 1, result: z.object({}), access: 'internal' } as const;
    const roomsFree = defineRequest({
      ...exchange,
      type: 'hotel.rooms-free',
      data: z.object({}),
      askedBy: ['bank'],
      examples: [{ data: {}, result: {} }],
    });
    const quote = defineRequest({
      ...exchange,
      type: 'trip.quote',
      data: z.object({}),
      askedBy: ['bank'],
      examples: [{ data: {}, result: {} }],
    });
    const broken = tripsWith({
      trip: {
        ...trip,
        responders: [defineResponder(quote, { asks: [roomsFree] }, async () => ({}))],
      },
      hotel: { ...hotel, responders: [defineResponder(roomsFree, async () => ({}))] },
      contracts: { requests: [roomsFree, quote] },
    });
    expect(check(broken)).toEqual([
      expect.objectContaining({
        rule: 'missing-permission',
        where: 'service trip',
        what: expect.stringContaining('publish req.hotel.rooms-free'),
      }),
    ]);
  });

  it.each([
    ['a.*.c', 'a.b.c', true],
    ['a.*.c', 'a.*.c', true],
    ['a.>', 'a.b.c', true],
    ['a.>', 'a', false],
    ['a.b.c', 'a.*.c', false],
    ['a.*', 'a.>', false],
    ['a.b', 'a.b.c', false],
    ['a.b.c', 'a.b', false],
  ])('%s for what needs %s: %s', (granted, needed, isEnough) => {
    expect(covers(granted, needed)).toBe(isEnough);
  });
});
