import { encode, placeOrder } from '@murmuration/contracts';
import { expect, it } from 'vitest';
import { readOptions } from './options.ts';
import { isDeclined, orderOf } from './workload.ts';

it('orders are valid, and the same for the same number', () => {
  for (const number of [0, 1, 19, 4_711]) {
    const order = placeOrder.schema.parse(orderOf('run', number));
    expect(encode(placeOrder, order)).toEqual(orderOf('run', number));
    expect(new Set(order.lines.map(({ sku }) => sku)).size).toBe(3);
  }
});

it('one order in twenty is declined', () => {
  const numbers = Array.from({ length: 200 }, (_, number) => number);
  expect(numbers.filter(isDeclined)).toHaveLength(10);
});

it('options that make no sense are refused by name', () => {
  expect(readOptions(['--orders', '5', '--processes', '3'])).toMatchObject({
    orders: 5,
    processes: 3,
  });
  expect(() => readOptions(['--orders', 'many'])).toThrow('--orders takes a whole number above 0');
  expect(() => readOptions(['--only', 'speed'])).toThrow('--only takes saturation or latency');
});
