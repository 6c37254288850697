import { describe, expect, it } from 'vitest';
import { parsePrometheus, sumOf } from './prometheus-text.ts';

describe('the text format of Prometheus', () => {
  it('is read with comments, labels and escapes', () => {
    const text =
      '# HELP orders_total Orders, all of them\n# TYPE orders_total counter\n' +
      'orders_total{outcome="con\\"firmed",a="x,y"} 3\norders_total 4.5 1700000000000\nbucket{le="+Inf"} +Inf\n';
    expect(parsePrometheus(text)).toEqual([
      { name: 'orders_total', labels: { outcome: 'con"firmed', a: 'x,y' }, value: 3 },
      { name: 'orders_total', labels: {}, value: 4.5 },
      { name: 'bucket', labels: { le: '+Inf' }, value: Number.POSITIVE_INFINITY },
    ]);
    expect(sumOf(parsePrometheus(text), 'orders_total')).toBe(7.5);
    expect(sumOf(parsePrometheus(text), 'orders_total', { a: 'x,y' })).toBe(3);
  });

  it.each([
    'orders total 3\n',
    'orders 3',
    'orders{a=b} 3\n',
    'orders three\n',
    '# TYPE orders thing\n',
    'orders 1\norders 2\n',
  ])('is not %j', (text) => {
    expect(() => parsePrometheus(text)).toThrow();
  });
});
