import { describe, expect, it } from 'vitest';
import {
  check,
  freeRoom,
  hotel,
  holdRoom,
  minus,
  plus,
  reaction,
  roomFreed,
  roomHeld,
  rulesBrokenBy,
  service,
  trip,
  tripCancelled,
  tripConfirmed,
  trips,
  tripsWith,
} from './trip.examples.ts';

describe('a choreography in which everything is declared', () => {
  it('has no findings', () => {
    expect(check(trips)).toEqual([]);
  });
});

describe('what is set up before a saga is decided', () => {
  it('is missed when nobody takes it back, with the step, the fact and the failure', () => {
    const [first] = check(tripsWith({ hotel: minus(hotel, freeRoom.name) }));
    expect(first).toMatchObject({
      rule: 'missing-compensation',
      where: 'saga trip, reaction hotel/hold-room-when-booked',
      what: 'What hold-room-when-booked sets up (hotel.room-held) is not given back when trip.cancelled: no reaction of hotel takes it back.',
    });
    expect(first?.mend).toContain('compensates: [{ effect: hotel.room-held');
  });

  it('is missed when it is taken back on something else than the failure', () => {
    const late = { ...freeRoom, on: [tripConfirmed] };
    const broken = tripsWith({
      hotel: service('hotel', [holdRoom, reaction({ ...late, emits: [roomFreed] })]),
    });
    const findings = check(broken);
    expect(findings.map(({ rule }) => rule)).toContain('missing-compensation');
    expect(findings[0]?.what).toContain('takes it back, but does not hear trip.cancelled');
  });

  it('needs nothing when the step says that there is nothing to undo', () => {
    const harmless = reaction({
      ...holdRoom,
      emits: holdRoom.emits,
      nothingToUndo: holdRoom.emits,
    });
    const changed = tripsWith({
      hotel: service('hotel', [harmless]),
      contracts: { events: trips.contracts.events.filter((event) => event !== roomFreed) },
      saga: {
        outcomes: [
          { event: tripConfirmed, as: 'succeeded' },
          { event: tripCancelled, as: 'failed' },
        ],
      },
    });
    expect(check(changed)).toEqual([]);
  });

  it('needs nothing of the one who decides the failure', () => {
    expect(check(trips).filter(({ where }) => where.includes('trip/'))).toEqual([]);
  });
});

describe('a declared compensation', () => {
  it('is idle when the effect is somebody else’s', () => {
    const foreign = reaction({
      name: 'free-room-from-afar',
      on: [tripCancelled],
      emits: [],
      compensates: [{ effect: roomHeld, by: roomFreed }],
    });
    expect(rulesBrokenBy(tripsWith({ trip: plus(trip, foreign) }))).toEqual(['idle-compensation']);
  });

  it('is idle when the effect is said to need none', () => {
    const denying = reaction({ ...holdRoom, emits: holdRoom.emits, nothingToUndo: holdRoom.emits });
    const broken = tripsWith({ hotel: service('hotel', [denying, freeRoom]) });
    expect(rulesBrokenBy(broken)).toEqual(['idle-compensation']);
  });

  it('is idle when it hears no failure', () => {
    const deaf = reaction({
      name: 'free-room-when-confirmed',
      on: [tripConfirmed],
      emits: [roomFreed],
      compensates: [{ effect: roomHeld, by: roomFreed }],
    });
    expect(rulesBrokenBy(tripsWith({ hotel: plus(hotel, deaf) }))).toEqual(['idle-compensation']);
  });
});
