import { deadlineIn } from '@murmuration/choreography';
import { describe, expect, it } from 'vitest';
import {
  check,
  eventOf,
  hotel,
  minus,
  plus,
  reaction,
  rulesBrokenBy,
  trip,
  tripBooked,
  tripExpired,
  trips,
  tripsWith,
} from './trip.examples.ts';

const { events } = trips.contracts;
const [ping, pong] = [eventOf('trip.ping'), eventOf('hotel.pong')];
const withBoth = { contracts: { events: [...events, ping, pong] } };

describe('a branch of a saga', () => {
  it('from which nothing leads to an outcome is told where it ends', () => {
    const findings = check(tripsWith({ trip: minus(trip, 'cancel-when-refused') }));
    expect(findings.map(({ rule }) => rule)).toEqual([
      'branch-without-outcome',
      'event-nobody-consumes',
    ]);
    expect(findings[0]).toMatchObject({
      where: 'saga trip',
      what: 'After hotel.room-refused, which comes from hotel/hold-room-when-booked, nothing leads to an outcome (trip.confirmed, trip.cancelled): whoever waits for the saga waits for ever.',
    });
  });

  it('does not end in a reaction that says nothing', () => {
    const silent = reaction({ name: 'shrug', on: trip.reactions[2]?.on ?? [] });
    const broken = tripsWith({ trip: plus(minus(trip, 'cancel-when-refused'), silent) });
    expect(rulesBrokenBy(broken)).toEqual(['branch-without-outcome']);
  });
});

describe('an end that a saga declares', () => {
  it('must have a deadline that something tells, if it has one', () => {
    const deadline = deadlineIn(eventOf('trip.never'), () => '');
    expect(rulesBrokenBy(tripsWith({ saga: { deadline } }))).toContain('end-that-never-comes');
    const told = deadlineIn(tripBooked, () => '');
    expect(rulesBrokenBy(tripsWith({ saga: { deadline: told } }))).toEqual([]);
  });

  it('must be one that something leads to', () => {
    const never = eventOf('trip.never');
    const broken = tripsWith({ saga: { notes: [never] } });
    expect(check(broken)).toEqual([
      expect.objectContaining({
        rule: 'end-that-never-comes',
        what: expect.stringContaining('trip.never'),
      }),
    ]);
  });
});

describe('a circle of reactions', () => {
  const answering = (more: object) =>
    tripsWith({
      ...withBoth,
      trip: plus(
        trip,
        reaction({ name: 'ping-first', on: [tripBooked], emits: [ping] }),
        reaction({ name: 'ping-again', on: [pong], emits: [ping] }),
      ),
      hotel: plus(hotel, reaction({ name: 'pong', on: [ping], emits: [pong], ...more })),
      saga: { notes: [ping, pong] },
    });
  const harmless = { nothingToUndo: [pong] };

  it('is told once, as the way that it goes', () => {
    const findings = check(answering(harmless));
    expect(findings.map(({ rule }) => rule)).toEqual(['cycle-without-bound']);
    expect(findings[0]?.what).toContain('trip.ping → hotel.pong → trip.ping');
  });

  it('may be one that a step says the end of', () => {
    expect(check(answering({ ...harmless, repeatsUntil: 'the ball is lost' }))).toEqual([]);
  });

  it('may be one that a timer stands in', () => {
    const again = reaction({ name: 'look-again', on: [tripExpired], emits: [tripExpired] });
    expect(check(tripsWith({ trip: plus(trip, again) }))).toEqual([]);
  });
});
