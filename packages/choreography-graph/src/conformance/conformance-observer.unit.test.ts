import { describe, expect, it } from 'vitest';
import { roomHeld, tripBooked, tripConfirmed, trips } from '../checks/trip.examples.ts';
import { buildGraph } from '../graph/build-graph.ts';
import { ConformanceObserver } from './conformance-observer.ts';
import { idOf, momentOf, observed } from './observed.examples.ts';

const graph = buildGraph(trips);
const data = { tripId: 't-1' };
const booked = observed(1, 'trip', tripBooked.of(data), 't-1');
const held = observed(100, 'hotel', roomHeld.of(data), 1);
const confirmed = observed(200, 'trip', tripConfirmed.of(data), 100);

describe('an observer', () => {
  it('tells each thing once', () => {
    const observer = new ConformanceObserver(graph, { since: momentOf(-1_000) });
    observer.see(confirmed);
    expect(observer.overdueAt(momentOf(259))).toEqual([]);
    expect(observer.overdueAt(momentOf(261))).toHaveLength(1);
    expect(observer.overdueAt(momentOf(999))).toEqual([]);
    const early = observed(300, 'trip', tripConfirmed.of({ tripId: 't-2' }), 1);
    observer.see(booked);
    expect(observer.see(early)).toHaveLength(1);
    expect(observer.see(early)).toEqual([]);
  });

  it('misses nothing that it has forgotten itself', () => {
    const observer = new ConformanceObserver(graph, { since: momentOf(-1_000), capacity: 1 });
    const others = [2, 3].map((n) => observed(n, 'trip', tripBooked.of({ tripId: `t-${n}` }), 'x'));
    for (const event of [booked, ...others, held]) expect(observer.see(event)).toEqual([]);
    expect(observer.overdueAt(momentOf(1_000))).toEqual([]);
  });

  it('takes an id without a time in it for one that it cannot know', () => {
    const observer = new ConformanceObserver(graph, { since: momentOf(-1_000) });
    const random = '5f0c6a3e-7b0f-4a8e-9d51-0242ac120002';
    observer.see({ ...held, causationId: random });
    observer.see({ ...confirmed, id: idOf(201), causationId: random.replace('-4', '-7') });
    expect(observer.overdueAt(momentOf(1_000))).toEqual([
      expect.objectContaining({ rule: 'unexplained-event', events: [idOf(201)] }),
    ]);
  });
});
