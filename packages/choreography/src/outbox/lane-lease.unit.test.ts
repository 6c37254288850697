import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LaneLease, type LeaseStatements } from './lane-lease.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function leaseOn(store: Partial<LeaseStatements> = {}): LaneLease {
  const usual: LeaseStatements = {
    acquire: async (lane, owner) => ({
      lease: { lane, owner, fence: 1 },
      settled: '{}',
      broker: '{}',
    }),
    record: async () => true,
    release: async () => undefined,
  };
  return new LaneLease(0, 'me', { ...usual, ...store }, pino({ level: 'silent' }));
}

/** Sets the clock of the machine; that of the process goes on as it did. */
function setClock(byMs: number): void {
  vi.setSystemTime(Date.now() + byMs);
}

describe('the trust in a lease', () => {
  it('ends before the lease can have run out', async () => {
    const lease = leaseOn();
    await lease.take();
    vi.advanceTimersByTime(6_900);
    expect(lease.isTrusted).toBe(true);
    vi.advanceTimersByTime(200);
    expect(lease.isTrusted).toBe(false);
  });

  it('is not prolonged by a clock that is set back', async () => {
    const lease = leaseOn();
    await lease.take();
    setClock(-3_600_000);
    vi.advanceTimersByTime(7_100);
    expect(lease.isTrusted).toBe(false);
  });

  it('ends with a clock that jumps ahead: the machine may have slept', async () => {
    const lease = leaseOn();
    await lease.take();
    setClock(3_600_000);
    expect(lease.isTrusted).toBe(false);
    await lease.take();
    expect(lease.isTrusted).toBe(true);
  });

  it('counts from before the database was asked', async () => {
    const lease = leaseOn({
      acquire: async (lane, owner) => {
        vi.advanceTimersByTime(8_000);
        return { lease: { lane, owner, fence: 1 }, settled: '{}', broker: '{}' };
      },
    });
    await lease.take();
    expect(lease.isTrusted).toBe(false);
  });

  it('ends when another process has the lane', async () => {
    const lease = leaseOn({ record: async () => false });
    await lease.take();
    vi.advanceTimersByTime(300);
    await lease.keep('{[1,2)}', () => '{}');
    expect(lease.isTrusted).toBe(false);
  });
});
