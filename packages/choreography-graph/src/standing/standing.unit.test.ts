import { deadlineIn } from '@murmuration/choreography';
import { describe, expect, it } from 'vitest';
import {
  roomFreed,
  roomHeld,
  roomRefused,
  tripBooked,
  tripCancelled,
  tripConfirmed,
  tripRefused,
  tripSaga,
  tripsWith,
} from '../checks/trip.examples.ts';
import type { ObservedEvent } from '../conformance/fact.ts';
import { idOf, momentOf, observed } from '../conformance/observed.examples.ts';
import { buildGraph } from '../graph/build-graph.ts';
import { viewOf } from '../graph/saga-view.ts';
import { openText } from './open-steps.ts';
import { standingOf } from './standing.ts';

const due = momentOf(900);
const deadline = deadlineIn(tripBooked, () => due.toISOString());
const graph = buildGraph(tripsWith({ saga: { deadline } }));
const view = viewOf(graph, { ...tripSaga, deadline });
const data = { tripId: 't-1' };
const booked = observed(1, 'trip', tripBooked.of(data), 't-1');
const held = observed(2, 'hotel', roomHeld.of(data), 1);
const confirmed = observed(3, 'trip', tripConfirmed.of(data), 2);
const refused = observed(2, 'hotel', roomRefused.of(data), 1);
const cancelled = observed(3, 'trip', tripCancelled.of(data), 2);

const stand = (...events: readonly ObservedEvent[]) => standingOf(graph, view, events);
const open = (...events: readonly ObservedEvent[]) =>
  stand(...events).open.map(({ step, after, isMoot }) => [step.id, after.id, isMoot]);

describe('where an instance stands', () => {
  it('is told by its facts in the order of their times, each once', () => {
    const { facts, end } = stand(held, booked, held);
    expect(facts.map(({ type }) => type)).toEqual(['trip.booked', 'hotel.room-held']);
    expect(end).toBeUndefined();
    expect(stand(booked).due).toEqual(due);
  });

  it('is its end once it is decided', () => {
    expect(stand(booked, held, confirmed).end).toMatchObject({ as: 'succeeded' });
    expect(stand(booked, refused, cancelled).end).toMatchObject({ as: 'failed' });
  });

  it('is refused when nothing else has come of the command', () => {
    const reasons = [{ field: '$', code: 'full', message: 'full' }];
    const refusal = { commandId: 't-1', command: 'trip.book.v1', subjectId: 't-1', reasons };
    const no = observed(1, 'trip', tripRefused.of(refusal), 't-1');
    expect(stand(no).end).toMatchObject({ as: 'refused' });
    expect(stand(booked, { ...no, id: idOf(9) }).end).toBeUndefined();
  });
});

describe('what is open', () => {
  it('is whoever was set off and has not answered', () => {
    expect(open(booked)).toEqual([['hotel/hold-room-when-booked', idOf(1), false]]);
    expect(open(booked, held)).toEqual([['trip/confirm-when-room-held', idOf(2), false]]);
    expect(open(booked, held, confirmed)).toEqual([]);
    const [first] = stand(booked).open;
    expect(first && openText(first)).toBe(
      'hotel/hold-room-when-booked has not said hotel.room-held or hotel.room-refused after trip.booked of 2026-01-05T09:00:01.000Z.',
    );
  });

  it('is what has to be given back after a failure', () => {
    expect(open(booked, refused, cancelled)).toEqual([
      ['hotel/free-room-when-cancelled', idOf(3), false],
    ]);
    const freed = observed(4, 'hotel', roomFreed.of(data), 3);
    expect(open(booked, refused, cancelled, freed)).toEqual([]);
  });

  it('is moot when the step has said it because of something else', () => {
    const other = { ...held, causationId: 'of-something-else' };
    expect(open(booked, other, confirmed)).toEqual([
      ['hotel/hold-room-when-booked', idOf(1), true],
    ]);
  });

  it('is not answered by what another of the same kind has led to', () => {
    const again = observed(7, 'trip', tripBooked.of(data), 'another');
    expect(open(booked, held, confirmed, again)).toEqual([
      ['hotel/hold-room-when-booked', idOf(7), false],
    ]);
  });
});
