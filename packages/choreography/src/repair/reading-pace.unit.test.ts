import { describe, expect, it } from 'vitest';
import { ReadingPace } from './reading-pace.ts';

describe('the pace of reading', () => {
  it('grows to a thousand messages at a time while the broker is quick', () => {
    const pace = new ReadingPace();
    for (let reading = 0; reading < 10; reading++) pace.took(10);
    expect(pace.portion).toBe(1_000);
  });

  it('finds portions that take neither long nor no time, however long a message takes', () => {
    for (const messageMs of [0.3, 1, 5, 13, 40]) {
      const pace = new ReadingPace();
      for (let reading = 0; reading < 20; reading++) pace.took(pace.portion * messageMs);
      expect(pace.portion * messageMs).toBeLessThanOrEqual(250);
      expect(pace.portion * messageMs).toBeGreaterThan(12);
    }
  });

  it('begins with so few that a slow broker answers in time', () => {
    expect(new ReadingPace().portion * 13).toBeLessThan(1_000);
  });

  it('reads one at a time from a broker that takes seconds for each, and never none', () => {
    const pace = new ReadingPace();
    for (let reading = 0; reading < 10; reading++) pace.took(5_000);
    expect(pace.portion).toBe(1);
  });

  it('recovers', () => {
    const pace = new ReadingPace();
    for (let reading = 0; reading < 10; reading++) pace.took(5_000);
    for (let reading = 0; reading < 10; reading++) pace.took(1);
    expect(pace.portion).toBe(1_000);
  });
});
