import { describe, expect, it } from 'vitest';
import { trips, tripSaga } from '../checks/trip.examples.ts';
import { buildGraph } from './build-graph.ts';
import { viewOf } from './saga-view.ts';
import { awaitedAfter, isDecided, unexplainedIn } from './story.ts';

const graph = buildGraph(trips);
const view = viewOf(graph, tripSaga);
const heard = (...types: readonly string[]): ReadonlySet<string> => new Set(types);
const awaited = (...types: readonly string[]) =>
  awaitedAfter(graph, view, heard(...types)).map(({ step, oneOf }) => [step.id, ...oneOf]);

describe('what is awaited', () => {
  it('is the answer of whoever was set off, with all that it may be', () => {
    expect(awaited('trip.book', 'trip.booked')).toEqual([
      ['hotel/hold-room-when-booked', 'hotel.room-held', 'hotel.room-refused'],
    ]);
  });

  it('is nothing more once the saga has ended and everything is given back', () => {
    const story = ['trip.book', 'trip.booked', 'hotel.room-refused', 'trip.cancelled'];
    expect(awaited(...story)).toEqual([['hotel/free-room-when-cancelled', 'hotel.room-freed']]);
    expect(awaited(...story, 'hotel.room-freed')).toEqual([]);
  });
});

describe('a story', () => {
  it('is decided by an outcome', () => {
    expect(isDecided(view, heard('trip.book', 'trip.booked'))).toBe(false);
    expect(isDecided(view, heard('trip.confirmed'))).toBe(true);
  });

  it('has nothing unexplained when each fact has a cause in it, in whatever order they were heard', () => {
    const story = heard('trip.confirmed', 'hotel.room-held', 'trip.booked', 'trip.book');
    expect(unexplainedIn(graph, view, story)).toEqual([]);
  });

  it('tells what has no cause', () => {
    const story = heard('trip.book', 'trip.booked', 'trip.confirmed', 'hotel.room-freed');
    expect(unexplainedIn(graph, view, story)).toEqual(['trip.confirmed', 'hotel.room-freed']);
  });
});
