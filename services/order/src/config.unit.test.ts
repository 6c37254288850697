import { parseConfig } from '@murmuration/choreography';
import { describe, expect, it } from 'vitest';
import { orderSettings } from './config.ts';

const needed = { NATS_URL: 'nats://127.0.0.1:1', DATABASE_URL: 'postgres://127.0.0.1:2/shop' };

describe('the settings of order', () => {
  it('give an order fifteen minutes unless told otherwise', () => {
    expect(parseConfig(orderSettings, needed).ORDER_DEADLINE_SECONDS).toBe(900);
  });

  it('take the deadline in seconds', () => {
    const settings = parseConfig(orderSettings, { ...needed, ORDER_DEADLINE_SECONDS: '30' });
    expect(settings.ORDER_DEADLINE_SECONDS).toBe(30);
  });

  it.each(['0', '1.5', 'soon'])('refuse a deadline of %s and name the variable', (given) => {
    const environment = { ...needed, ORDER_DEADLINE_SECONDS: given };
    expect(() => parseConfig(orderSettings, environment)).toThrow(/ORDER_DEADLINE_SECONDS/);
  });
});
