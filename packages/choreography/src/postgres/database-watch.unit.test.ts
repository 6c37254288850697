import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DatabaseWatch } from './database-watch.ts';

describe('the watch over a database', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('probes once for all who wait, later each time up to a second, and tells them all', async () => {
    const pauses: number[] = [];
    let probes = 0;
    const watch: DatabaseWatch = new DatabaseWatch({
      probe: async () => {
        expect(watch.problem).toMatch(/^the database is away for \d s: Error: (lost|refused)$/);
        if (++probes < 8) throw new Error('refused');
      },
      signal: new AbortController().signal,
      pause: async (milliseconds) => void pauses.push(milliseconds),
    });
    const waiting = Array.from({ length: 50 }, () => watch.recovery(new Error('lost')));
    await Promise.all(waiting);
    expect(watch.problem).toBeUndefined();
    expect(pauses).toHaveLength(8);
    for (const [at, pause] of pauses.entries()) {
      expect(pause).toBeLessThanOrEqual(Math.min(50 * 2 ** at, 1_000));
      expect(pause).toBeGreaterThanOrEqual(Math.min(50 * 2 ** at, 1_000) / 2);
    }
  });

  it('takes a probe without an answer for a failure', async () => {
    let probes = 0;
    const probe = (): Promise<void> =>
      ++probes === 1 ? new Promise(() => undefined) : Promise.resolve();
    const signal = new AbortController().signal;
    const watch = new DatabaseWatch({ probe, signal, pause: async () => undefined });
    const recovery = watch.recovery(new Error('lost'));
    await vi.advanceTimersByTimeAsync(6_000);
    await recovery;
    expect(probes).toBe(2);
  });

  it('lets go of all who wait when the service stops', async () => {
    const stopping = new AbortController();
    const probe = () => Promise.reject(new Error('refused'));
    const watch = new DatabaseWatch({
      probe,
      signal: stopping.signal,
      pause: async () => stopping.abort(),
    });
    await watch.recovery(new Error('lost'));
  });
});
