import { NeighbourDown, TerminalError, UnavailableError } from '../definition/errors.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { circuit } from './circuit.ts';

const signal = new AbortController().signal;
const down = () => Promise.reject(new UnavailableError('connection refused'));
const wrong = () => Promise.reject(new TerminalError('no such key'));

describe('the circuit', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('hands results and errors through', async () => {
    const call = circuit('the neighbour');
    expect(await call(async () => 42, signal)).toBe(42);
    await expect(call(down, signal)).rejects.toThrow('connection refused');
    await expect(call(wrong, signal)).rejects.toThrow(TerminalError);
  });

  it('leaves the neighbour alone after failures in a row, and tries again after the pause', async () => {
    const call = circuit('the neighbour', { failures: 2, pauseMs: 1_000 });
    await expect(call(down, signal)).rejects.toThrow('connection refused');
    await expect(call(down, signal)).rejects.toThrow('connection refused');
    const asked = vi.fn(async () => 'fine');
    await expect(call(asked, signal)).rejects.toThrow(UnavailableError);
    expect(asked).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(await call(asked, signal)).toBe('fine');
  });

  it('tells while it is open that the neighbour is down, why, and when one call may try', async () => {
    const call = circuit('the neighbour', { failures: 2, pauseMs: 1_000 });
    await expect(call(down, signal)).rejects.not.toThrow(NeighbourDown);
    const opening: unknown = await call(down, signal).catch((error: unknown) => error);
    expect(opening).toBeInstanceOf(NeighbourDown);
    expect(opening).toHaveProperty('message', 'connection refused');
    const turnedAway: unknown = await call(down, signal).catch((error: unknown) => error);
    expect(turnedAway).toHaveProperty('message', 'the neighbour is left alone');
    const { retryAfterMs } = turnedAway instanceof NeighbourDown ? turnedAway : { retryAfterMs: 0 };
    expect(retryAfterMs).toBeGreaterThanOrEqual(500);
    expect(retryAfterMs).toBeLessThanOrEqual(1_000);
  });

  it('lets one call try, and waits longer each time it fails, up to 5 s', async () => {
    const call = circuit('the neighbour', { failures: 1, pauseMs: 1_000 });
    const pauses: number[] = [];
    const asked = vi.fn(down);
    for (let at = 0; at < 6; at++) {
      const error: unknown = await call(asked, signal).catch((thrown: unknown) => thrown);
      const { retryAfterMs } = error instanceof NeighbourDown ? error : { retryAfterMs: 0 };
      pauses.push(retryAfterMs);
      vi.advanceTimersByTime(retryAfterMs);
    }
    expect(asked).toHaveBeenCalledTimes(6);
    const longest = [1_000, 2_000, 4_000, 5_000, 5_000, 5_000];
    for (const [at, pause] of pauses.entries()) {
      expect(pause).toBeLessThanOrEqual(longest[at] ?? 0);
      expect(pause).toBeGreaterThanOrEqual((longest[at] ?? 0) / 2);
    }
  });

  it.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])('is open for as long as it says when the clock is set %s', async (_, byMs) => {
    const call = circuit('the neighbour', { failures: 1, pauseMs: 1_000 });
    const opening: unknown = await call(down, signal).catch((error: unknown) => error);
    const { retryAfterMs } = opening instanceof NeighbourDown ? opening : { retryAfterMs: 0 };
    vi.setSystemTime(Date.now() + byMs);
    vi.advanceTimersByTime(retryAfterMs - 1);
    const asked = vi.fn(async () => 'fine');
    await expect(call(asked, signal)).rejects.toMatchObject({ retryAfterMs: 1 });
    expect(asked).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(await call(asked, signal)).toBe('fine');
  });

  it('does not open for errors that are not the neighbour’s', async () => {
    const call = circuit('the neighbour', { failures: 2 });
    for (let i = 0; i < 4; i += 1) {
      await expect(call(wrong, signal)).rejects.toThrow(TerminalError);
    }
    expect(await call(async () => 'fine', signal)).toBe('fine');
  });

  it('turns calls beyond its bounds away as unavailable', async () => {
    const call = circuit('the neighbour', { concurrency: 1 });
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = call(() => promise, signal);
    const second = call(async () => 'second', signal);
    await expect(call(async () => 'third', signal)).rejects.toThrow(UnavailableError);
    resolve('first');
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  });

  it('breaks a call off when its signal says so: its outcome is open', async () => {
    const call = circuit('the neighbour');
    const controller = new AbortController();
    const broken = call(() => new Promise(() => undefined), controller.signal);
    controller.abort(new Error('time is up'));
    await expect(broken).rejects.toThrow('the neighbour took too long');
    await expect(broken).rejects.toThrow(UnavailableError);
  });
});
