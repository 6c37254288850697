import { events } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../problems/problem-error.ts';
import { formatEvent } from './event-stream.ts';
import { OpenStreams } from './open-streams.ts';
import { OrderHub } from './order-hub.ts';
import { OrderWatch } from './order-watch.ts';
import { isFinal, isTold, progressOf } from './progress.ts';

const PRIVATE = [
  'customerId',
  'paymentMethod',
  'providerReference',
  'email',
  'shortages',
  'messageId',
];

describe('what a customer is told of an event', () => {
  it.each(events.filter(({ type }) => isTold(type)))(
    '$name: nothing that is not theirs',
    (contract) => {
      for (const example of contract.examples) {
        const told = progressOf(contract.name, '2026-01-05T09:00:00.000Z', example);
        expect(told?.event).toBe(contract.type);
        const names = Object.keys(told?.details ?? {});
        expect(names.filter((name) => PRIVATE.includes(name))).toEqual([]);
      }
    },
  );

  it.each([
    'payment.provider-reported.v1',
    'order.deadline-reached.v1',
    'product.created.v1',
    'order.confirmed.v99',
    'order.confirmed',
    'nonsense',
    '',
  ])('is nothing for %s', (name) => {
    expect(progressOf(name, '', { orderId: 'o-1' })).toBeUndefined();
  });

  it('is nothing when it cannot be read', () => {
    expect(progressOf('order.confirmed.v1', '', { orderId: 7 })).toBeUndefined();
  });

  it('ends with the order', () => {
    const final = events.filter(({ type }) => isFinal(type)).map(({ type }) => type);
    expect(final.toSorted()).toEqual(['order.cancelled', 'order.confirmed', 'order.rejected']);
  });
});

describe('a server-sent event', () => {
  it('has a name, a position, and its data on one line', () => {
    expect(formatEvent({ event: 'state', id: 7, data: '{"a":1}' })).toBe(
      'event: state\nid: 7\ndata: {"a":1}\n\n',
    );
    expect(formatEvent({ event: 'end', data: '{}' })).toBe('event: end\ndata: {}\n\n');
  });
});

describe('open streams', () => {
  it('are limited for each user, and for all', () => {
    const open = new OpenStreams({ overall: 3, perUser: 2 });
    const leave = open.enter('ada');
    open.enter('ada');
    expect(() => open.enter('ada')).toThrow(
      expect.objectContaining({ problem: 'too_many_streams' }),
    );
    open.enter('bob');
    expect(() => open.enter('eve')).toThrow(expect.objectContaining({ problem: 'overloaded' }));
    leave();
    leave();
    open.enter('eve');
    expect(() => open.enter('bob')).toThrow(ProblemError);
  });
});

describe('a watch', () => {
  it('keeps what it hears until it is taken, and tells a loss only then', () => {
    const hub = new OrderHub();
    hub.open(7);
    const watch = new OrderWatch(hub, 7, 'o-1');
    hub.lose();
    expect(hub.position).toBeUndefined();
    const heard: string[] = [];
    watch.take({ onEvent: () => heard.push('event'), onLost: () => heard.push('lost') });
    expect(heard).toEqual(['lost']);
    watch.stop();
    hub.lose();
    expect(heard).toEqual(['lost']);
  });
});
