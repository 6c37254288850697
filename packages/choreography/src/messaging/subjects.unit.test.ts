import { describe, expect, it } from 'vitest';
import { eventSubject, parseCommandSubject, parseEventSubject, partitionOf } from './subjects.ts';

describe('the partition of a key', () => {
  // these can never change: messages of a key would be reordered
  it.each([
    ['', 5],
    ['a', 12],
    ['tea-assam', 11],
    ['order-1', 13],
    ['order-2', 4],
    ['0198c0de-0000-7000-8000-000000000001', 3],
    ['ü', 11],
  ])('"%s" is %i', (key, partition) => {
    expect(partitionOf(key)).toBe(partition);
  });

  it('is spread over all sixteen', () => {
    const keys = Array.from({ length: 500 }, (_, at) => `order-${at}`);
    expect(new Set(keys.map(partitionOf)).size).toBe(16);
  });
});

describe('subjects', () => {
  it('of events carry partition and type', () => {
    const subject = eventSubject('order.placed', 'order-2');
    expect(subject).toBe('evt.04.order.placed');
    expect(parseEventSubject(subject)).toBe('order.placed');
  });

  it.each([
    ['cmd.order.place', { type: 'order.place' }],
    ['user.u-1.cmd.order.place', { type: 'order.place', userId: 'u-1' }],
  ])('%s says who sends', (subject, parsed) => {
    expect(parseCommandSubject(subject)).toEqual(parsed);
  });
});
