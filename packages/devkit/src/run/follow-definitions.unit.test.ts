import { expect, it } from 'vitest';
import { isOfDefinitions } from './follow-definitions.ts';

it.each([
  ['order/src/service.ts', true],
  ['order/place-order.v1.ts', true],
  ['order/src/domain/order.unit.test.ts', false],
  ['order/src/domain/order.examples.ts', false],
  ['payment/test/interleavings.ts', false],
  ['payment/node_modules/stripe/index.ts', false],
  ['order/README.md', false],
  ['order/migrations/0001-order.sql', false],
])('the file %s may change what a definition says: %s', (file, expected) => {
  expect(isOfDefinitions(file)).toBe(expected);
});
