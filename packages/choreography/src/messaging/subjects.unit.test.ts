import { describe, expect, it } from 'vitest';
import {
  eventSubject,
  laneOf,
  parseCommandSubject,
  parseEventSubject,
  partitionOf,
} from './subjects.ts';

describe('the partition of a key', () => {
  // these can never change: messages of a key would be reordered
  it.each([
    ['', 1],
    ['a', 0],
    ['tea-assam', 3],
    ['order-1', 1],
    ['order-2', 0],
    ['0198c0de-0000-7000-8000-000000000001', 3],
    ['ü', 3],
  ])('"%s" is %i', (key, partition) => {
    expect(partitionOf(key)).toBe(partition);
  });

  it('is spread over all four, and lanes over as many as there are', () => {
    const keys = Array.from({ length: 500 }, (_, at) => `order-${at}`);
    expect(new Set(keys.map(partitionOf)).size).toBe(4);
    expect(new Set(keys.map((key) => laneOf(key, 16))).size).toBe(16);
  });
});

describe('subjects', () => {
  it('of events carry partition and type', () => {
    const subject = eventSubject('order.placed', 'order-2');
    expect(subject).toBe('evt.00.order.placed');
    expect(parseEventSubject(subject)).toBe('order.placed');
  });

  it.each([
    ['cmd.order.place', { type: 'order.place' }],
    ['user.u-1.cmd.order.place', { type: 'order.place', userId: 'u-1' }],
  ])('%s says who sends', (subject, parsed) => {
    expect(parseCommandSubject(subject)).toEqual(parsed);
  });
});
