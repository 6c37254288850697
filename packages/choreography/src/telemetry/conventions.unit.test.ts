import { describe, expect, it } from 'vitest';
import { destinationAttributes, destinationOf, errorTypeOf } from './conventions.ts';

describe('a destination', () => {
  it.each([
    ['evt.03.order.placed', 'evt.*.order.placed'],
    ['cmd.order.place', 'cmd.order.place'],
    ['user.u-1.cmd.order.place', 'user.*.cmd.order.place'],
    ['qry.order.get', 'qry.order.get'],
    ['dead.order.place-order', 'dead.order.place-order'],
  ])('%s is told as %s', (subject, template) => {
    expect(destinationOf(subject)).toBe(template);
  });

  it('is told with the partition of an event', () => {
    expect(destinationAttributes('evt.03.order.placed')).toEqual({
      'messaging.destination.name': 'evt.03.order.placed',
      'messaging.destination.template': 'evt.*.order.placed',
      'messaging.destination.partition.id': '03',
    });
  });

  it('never tells who sent a command', () => {
    const told = JSON.stringify(destinationAttributes('user.u-ada.cmd.order.cancel'));
    expect(told).not.toContain('u-ada');
  });
});

describe('the type of an error', () => {
  it('is its name, or the type of what was thrown', () => {
    expect(errorTypeOf(new TypeError('of ada@example.com'))).toBe('TypeError');
    expect(errorTypeOf('text')).toBe('string');
  });
});
