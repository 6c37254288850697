import { createNoopMeter, type Attributes, type Meter } from '@opentelemetry/api';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { defineMeasure } from '../definition/define-measure.ts';
import { defineStore } from '../definition/define-store.ts';
import { Measures } from './measures.ts';

interface Ticket {
  readonly id: string;
  readonly status: string;
}
const table = pgTable('tickets', { id: text('id').primaryKey(), status: text('status').notNull() });
const tickets = defineStore<typeof table, Ticket>(table, 'id', 'tickets');

const closings = defineMeasure<Ticket>({
  name: 'test.closings',
  unit: '{ticket}',
  description: 'Tickets that were closed',
  bounds: [1],
  store: tickets,
  read: (after, before) => {
    if (after.status === 'broken') throw new Error('cannot be read');
    if (after.status !== 'closed' || before?.status === 'closed') return undefined;
    return { value: 1, attributes: { before: before?.status ?? 'none' } };
  },
});

/** A meter that keeps what its histograms are told. */
function keepingMeter(): { meter: Meter; told: [number, Attributes | undefined][] } {
  const told: [number, Attributes | undefined][] = [];
  const meter = createNoopMeter();
  const createHistogram: Meter['createHistogram'] = () => ({
    record: (value, attributes) => told.push([value, attributes]),
  });
  return { meter: Object.assign(Object.create(meter), { createHistogram }), told };
}

function record(
  inserts: readonly Ticket[],
  updates: readonly { before: Ticket; after: Ticket }[] = [],
) {
  const { meter, told } = keepingMeter();
  new Measures(meter, [closings]).record({ changesOf: () => ({ inserts, updates }) });
  return told;
}

const ticket = (status: string): Ticket => ({ id: 't-1', status });

describe('a measure', () => {
  it('is read off what was inserted and what was updated', () => {
    const updates = [
      { before: ticket('open'), after: ticket('closed') },
      { before: ticket('closed'), after: ticket('closed') },
    ];
    expect(record([ticket('closed'), ticket('open')], updates)).toEqual([
      [1, { before: 'none' }],
      [1, { before: 'open' }],
    ]);
  });

  it('that fails spoils nothing', () => {
    expect(record([ticket('broken')])).toEqual([]);
  });
});
