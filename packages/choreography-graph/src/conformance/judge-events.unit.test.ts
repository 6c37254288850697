import { deadlineIn } from '@murmuration/choreography';
import { describe, expect, it } from 'vitest';
import {
  eventOf,
  plus,
  reaction,
  roomFreed,
  roomHeld,
  roomRefused,
  trip,
  tripBooked,
  tripCancelled,
  tripConfirmed,
  tripExpired,
  tripsWith,
} from '../checks/trip.examples.ts';
import { buildGraph } from '../graph/build-graph.ts';
import type { ObservedEvent } from './fact.ts';
import { judgeEvents } from './judge-events.ts';
import { BEGIN, idOf, momentOf, observed } from './observed.examples.ts';

const DUE_S = 900;
const deadline = deadlineIn(tripBooked, () => momentOf(DUE_S).toISOString());
const graph = buildGraph(tripsWith({ saga: { deadline } }));
const data = { tripId: 't-1' };

const booked = observed(1, 'trip', tripBooked.of(data), 't-1');
const held = observed(2, 'hotel', roomHeld.of(data), 1);
const confirmed = observed(3, 'trip', tripConfirmed.of(data), 2);
const expired = observed(4, 'trip', tripExpired.of(data), 't-1');
const cancelled = observed(5, 'trip', tripCancelled.of(data), 4);
const freed = observed(6, 'hotel', roomFreed.of(data), 5);

const judge = (events: readonly ObservedEvent[], seconds = 600, since = new Date(0)) =>
  judgeEvents(graph, events, { now: momentOf(seconds), since });
const rules = (...given: Parameters<typeof judge>) => judge(...given).map(({ rule }) => rule);

describe('nothing is wrong', () => {
  it.each([
    ['with a trip that is confirmed', [booked, held, confirmed]],
    ['with one that expires and gives its room back', [booked, held, expired, cancelled, freed]],
    [
      'with a timer that was on its way when the trip was confirmed',
      [booked, held, confirmed, expired],
    ],
    ['with repeats', [booked, booked, held, confirmed, held, confirmed]],
  ])('%s, in whatever order it is heard', (_, story) => {
    expect(judge(story)).toEqual([]);
    expect(judge(story.toReversed())).toEqual([]);
  });

  it('with what was caused before anybody looked', () => {
    expect(judge([confirmed], 600, momentOf(2.5))).toEqual([]);
    expect(judge([freed], 600, momentOf(5.5))).toEqual([]);
  });

  it('with a trip whose time is not over, or only just', () => {
    expect(judge([booked, held])).toEqual([]);
    expect(judge([booked, held], DUE_S + 59)).toEqual([]);
  });

  it('with an event whose cause may still come', () => {
    expect(judge([confirmed], 60)).toEqual([]);
  });
});

describe('an event', () => {
  it('of which no contract knows is undeclared', () => {
    const wrapped = observed(2, 'trip', eventOf('trip.gift-wrapped').of(data), 1);
    expect(judge([booked, wrapped])).toEqual([
      {
        rule: 'undeclared-event',
        where: 'trip.gift-wrapped of t-1',
        what: `trip has published trip.gift-wrapped (${idOf(2)}), which no contract declares.`,
        mend: expect.stringContaining('Declare the event in contracts'),
        key: 't-1',
        events: [idOf(2)],
      },
    ]);
  });

  it('of somebody who does not say such a thing has an undeclared emitter', () => {
    const [deviation] = judge([booked, observed(2, 'hotel', tripConfirmed.of(data), 1)]);
    expect(deviation).toMatchObject({
      rule: 'undeclared-emitter',
      what: `hotel has published trip.confirmed (${idOf(2)}), which none of its steps declares; trip/confirm-when-room-held does.`,
    });
  });

  it('without an envelope is one that somebody has published by hand', () => {
    const bare = { id: '', type: '', source: '', key: '', time: '', causationId: '', data: {} };
    const [deviation] = judge([bare]);
    expect(deviation).toMatchObject({
      rule: 'undeclared-event',
      where: 'an event without a type',
      what: 'somebody without a name has published something without a type (without an id), which no contract declares.',
    });
  });

  it('that no reaction leads to from its cause has an undeclared edge', () => {
    const early = observed(2, 'trip', tripConfirmed.of(data), 1);
    expect(judge([booked, early])).toEqual([
      {
        rule: 'undeclared-edge',
        where: 'trip.confirmed of t-1',
        what: `trip has published trip.confirmed (${idOf(2)}) because of trip.booked (${idOf(1)}); none of its reactions leads from the one to the other.`,
        mend: expect.stringContaining(
          'the reaction of trip on trip.booked that emits trip.confirmed',
        ),
        key: 't-1',
        events: [idOf(1), idOf(2)],
      },
    ]);
    expect(rules([early, booked])).toEqual(['undeclared-edge']);
  });

  it('of the edge that was added is in order', () => {
    const quick = reaction({ name: 'trust', on: [tripBooked], emits: [tripConfirmed] });
    const more = buildGraph(tripsWith({ trip: plus(trip, quick) }));
    const events = [booked, observed(2, 'trip', tripConfirmed.of(data), 1)];
    expect(judgeEvents(more, events, { now: momentOf(600), since: new Date(0) })).toEqual([]);
  });

  it('that takes back effects is the only one of its step that a failure leads to', () => {
    const again = observed(6, 'hotel', roomHeld.of(data), 5);
    expect(rules([booked, expired, cancelled, again])).toEqual(['undeclared-edge']);
  });

  it('whose cause should have been seen, and never was, is unexplained', () => {
    expect(judge([booked, confirmed])).toEqual([
      {
        rule: 'unexplained-event',
        where: 'trip.confirmed of t-1',
        what: `trip has published trip.confirmed (${idOf(3)}) because of ${idOf(2)}, which was never on the stream; no command leads it there.`,
        mend: expect.stringContaining('broker repairs'),
        key: 't-1',
        events: [idOf(3)],
      },
    ]);
  });

  it('that a command cannot lead to is unexplained when it names one', () => {
    expect(rules([booked, observed(2, 'hotel', roomRefused.of(data), 't-1')])).toEqual([
      'unexplained-event',
    ]);
  });
});

describe('two ends', () => {
  it('of one instance contradict each other, whichever is heard first', () => {
    const [deviation] = judge([booked, held, confirmed, expired, cancelled]);
    expect(deviation).toMatchObject({
      rule: 'contradicting-ends',
      where: 'saga trip, t-1',
      events: [idOf(3), idOf(5)],
    });
    expect(deviation?.what).toContain('t-1 has ended twice');
    expect(rules([cancelled, expired, confirmed, held, booked])).toEqual(['contradicting-ends']);
  });

  it('of one kind contradict each other as well, unless they are one event', () => {
    const again = observed(7, 'trip', tripConfirmed.of(data), 2);
    expect(rules([booked, held, confirmed, again])).toEqual(['contradicting-ends']);
  });

  it('of two instances do not', () => {
    const other = observed(7, 'trip', tripCancelled.of({ tripId: 't-2' }), 8);
    const why = observed(8, 'trip', tripExpired.of({ tripId: 't-2' }), 't-2');
    expect(judge([booked, held, confirmed, why, other])).toEqual([]);
  });
});

describe('a saga without an end', () => {
  it('is past its deadline after a grace, and says who is waited for', () => {
    expect(judge([booked], DUE_S + 61)).toEqual([
      {
        rule: 'past-deadline',
        where: 'saga trip, t-1',
        what: `t-1 should have ended by ${momentOf(DUE_S).toISOString()}, and has not. hotel/hold-room-when-booked has not said hotel.room-held or hotel.room-refused after trip.booked of ${momentOf(1).toISOString()}.`,
        mend: expect.stringContaining('See to hotel'),
        key: 't-1',
        events: [idOf(1)],
      },
    ]);
  });

  it('is in order when it has ended late', () => {
    expect(judge([booked, expired, cancelled], DUE_S + 61)).toEqual([]);
  });

  it('may succeed in several ways when it cannot fail, and is in order after the first', () => {
    const outcomes = [tripConfirmed, tripCancelled].map((event) => ({
      event,
      as: 'succeeded' as const,
    }));
    const gentle = buildGraph(tripsWith({ saga: { deadline, outcomes } }));
    const options = { now: momentOf(DUE_S + 61), since: new Date(0) };
    const story = [booked, held, confirmed, expired, cancelled];
    expect(judgeEvents(gentle, story, options)).toEqual([]);
    expect(judgeEvents(gentle, story.slice(0, 2), options)).toMatchObject([
      { rule: 'past-deadline' },
    ]);
  });

  it('is not missed when nobody has said when it is due', () => {
    const timeless = buildGraph(tripsWith({}));
    const late = new Date(BEGIN + 1e9);
    expect(judgeEvents(timeless, [booked], { now: late, since: new Date(0) })).toEqual([]);
  });
});
