import { orderPlaced } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { tellFields } from '../src/fields/tell-fields.ts';
import { findUnreadFields } from '../src/fields/unread-fields.ts';
import { shop } from './edited-shop.ts';

const report = await findUnreadFields(shop, []);
const unreadOf = (type: string): readonly string[] =>
  report.unread.find((each) => each.type === type)?.fields ?? [];

describe('fields that nobody was seen to read', () => {
  it('are those that no reaction and no reliance touches', () => {
    expect(unreadOf(orderPlaced.type)).toEqual(['placedAt']);
  });

  it('are not those that a reaction hands on, or that somebody has declared to need', () => {
    // inventory hands the terms on; the edge tells the deadline
    expect(unreadOf(orderPlaced.type)).not.toContain('paymentMethod');
    expect(unreadOf(orderPlaced.type)).not.toContain('deadline');
  });

  it('are more when nobody declares anything', async () => {
    const silent = await findUnreadFields({ ...shop, reliances: [] }, []);
    const { fields } = silent.unread.find(({ type }) => type === orderPlaced.type) ?? {};
    expect(fields).toEqual(['placedAt', 'deadline']);
  });

  it('are told with how far to trust it, and with what did not run', () => {
    const text = tellFields(report, true);
    expect(text).toContain('order.placed: placedAt');
    expect(text).toContain('How far to trust this');
    expect(report.deliveries).toBeGreaterThan(100);
    for (const failure of report.failures) expect(text).toContain(failure);
  });
});
