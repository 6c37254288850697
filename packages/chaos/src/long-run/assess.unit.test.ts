import { describe, expect, it } from 'vitest';
import { assess } from './assess.ts';
import type { Kind, Sample } from './sampler.ts';

const MEGABYTE = 1_048_576;
const samplesOf = (kind: Kind, name: string, megabytes: (at: number) => number): Sample[] =>
  Array.from({ length: 200 }, (_, at) => ({
    at: at * 2,
    orders: at * 500,
    kind,
    name,
    bytes: megabytes(at) * MEGABYTE,
  }));
const verdicts = (samples: readonly Sample[], steadySeconds = 60) =>
  Object.fromEntries(assess(samples, steadySeconds).map(({ name, verdict }) => [name, verdict]));

describe('the long run', () => {
  it('calls bounded what is flat, and growing what is not', () => {
    const samples = [
      ...samplesOf('memory', 'order-1', (at) => 150 + (at % 10)),
      ...samplesOf('memory', 'inventory-1', (at) => 150 + at / 2),
      ...samplesOf('table', 'order.outbox', (at) => Math.min(at, 30)),
      ...samplesOf('table', 'order.command_log', (at) => at),
    ];
    expect(verdicts(samples)).toEqual({
      'order-1': 'bounded',
      'inventory-1': 'growing',
      'order.outbox': 'bounded',
      'order.command_log': 'growing',
    });
  });

  it('lets orders grow with the orders, and the provider’s ledger', () => {
    const samples = [
      ...samplesOf('table', 'order.orders', (at) => at),
      ...samplesOf('memory', 'payment-sandbox', (at) => 100 + at),
    ];
    expect(verdicts(samples)).toEqual({
      'order.orders': 'by design',
      'payment-sandbox': 'by design',
    });
  });

  it('says so when it was too short to tell', () => {
    const samples = samplesOf('table', 'order.inbox', (at) => at);
    expect(verdicts(samples, 101)).toEqual({ 'order.inbox': 'too short' });
  });
});
