import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TerminalError, UnavailableError } from '../definition/errors.ts';
import { Breaker } from './breaker.ts';

const PAUSE_MS = 1_000;
const signal = new AbortController().signal;
const fine = async (): Promise<string> => 'fine';
const down = (): Promise<never> => Promise.reject(new UnavailableError('connection refused'));
const wrong = (): Promise<never> => Promise.reject(new TerminalError('no such key'));

const breakerAfter = (failures: number): Breaker =>
  new Breaker('the neighbour', { failures, pauseMs: PAUSE_MS, longestPauseMs: 5_000 });

async function fail(breaker: Breaker, times: number): Promise<void> {
  for (let i = 0; i < times; i++)
    await expect(breaker.run(down, signal)).rejects.toThrow('refused');
}

/** A breaker whose pause is over. */
async function readyForTrial(): Promise<Breaker> {
  const breaker = breakerAfter(2);
  await fail(breaker, 2);
  vi.advanceTimersByTime(PAUSE_MS);
  return breaker;
}

/** A call that ends when it is told to. */
function heldCall() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return { call: vi.fn(() => promise), resolve, reject };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('a breaker', () => {
  it('counts failures in a row only', async () => {
    const breaker = breakerAfter(2);
    await fail(breaker, 1);
    await breaker.run(fine, signal);
    await fail(breaker, 1);
    expect(breaker.state).toBe('closed');
    await fail(breaker, 1);
    expect(breaker.state).toBe('open');
  });

  it('does not take an error that is not the neighbour’s for a sign of life', async () => {
    const breaker = breakerAfter(2);
    await fail(breaker, 1);
    await expect(breaker.run(wrong, signal)).rejects.toThrow(TerminalError);
    await fail(breaker, 1);
    expect(breaker.state).toBe('open');
  });

  it('is not held open for longer by calls that began before it opened', async () => {
    const breaker = breakerAfter(1);
    const early = heldCall();
    const failing = breaker.run(early.call, signal);
    await fail(breaker, 1);
    const { pauseLeftMs } = breaker;
    vi.advanceTimersByTime(100);
    early.reject(new UnavailableError('at last'));
    await expect(failing).rejects.toThrow('at last');
    expect(breaker.pauseLeftMs).toBeCloseTo(pauseLeftMs - 100);
  });

  it('stays open, whatever a call that began before says', async () => {
    const breaker = breakerAfter(1);
    const early = heldCall();
    const answered = breaker.run(early.call, signal);
    await fail(breaker, 1);
    early.resolve('late');
    expect(await answered).toBe('late');
    expect(breaker.state).toBe('open');
  });
});

describe('a trial', () => {
  it('is one call at a time; the others wait for it, and go on when it went well', async () => {
    const breaker = await readyForTrial();
    const trial = heldCall();
    const tried = breaker.run(trial.call, signal);
    const asked = vi.fn(fine);
    const others = [breaker.run(asked, signal), breaker.run(asked, signal)];
    expect(breaker.state).toBe('half-open');
    expect(asked).not.toHaveBeenCalled();
    trial.resolve('answered');
    expect(await Promise.all([tried, ...others])).toEqual(['answered', 'fine', 'fine']);
    expect(breaker.state).toBe('closed');
  });

  it('that fails turns the others away', async () => {
    const breaker = await readyForTrial();
    const trial = heldCall();
    const tried = breaker.run(trial.call, signal);
    const asked = vi.fn(fine);
    const other = breaker.run(asked, signal);
    trial.reject(new UnavailableError('still down'));
    await expect(tried).rejects.toThrow('still down');
    await expect(other).rejects.toThrow('the neighbour is left alone');
    expect(asked).not.toHaveBeenCalled();
    expect(breaker.pauseLeftMs).toBeGreaterThanOrEqual(PAUSE_MS);
  });

  it('closes the circuit when somebody answered, be it with a refusal', async () => {
    const breaker = await readyForTrial();
    await expect(breaker.run(wrong, signal)).rejects.toThrow(TerminalError);
    expect(breaker.state).toBe('closed');
    await fail(breaker, 1);
    expect(breaker.state).toBe('closed');
  });

  it('that went well does not bring a call to the neighbour that was broken off meanwhile', async () => {
    const breaker = await readyForTrial();
    const trial = heldCall();
    const tried = breaker.run(trial.call, signal);
    const controller = new AbortController();
    const asked = vi.fn(fine);
    const other = breaker.run(asked, controller.signal);
    controller.abort();
    trial.resolve('answered');
    await tried;
    await expect(other).rejects.toThrow(UnavailableError);
    expect(asked).not.toHaveBeenCalled();
    expect(breaker.state).toBe('closed');
  });

  it('comes after a longer pause each time it fails, and after the first one again once it went well', async () => {
    const breaker = await readyForTrial();
    await fail(breaker, 1);
    expect(breaker.pauseLeftMs).toBeGreaterThanOrEqual(PAUSE_MS);
    vi.advanceTimersByTime(2 * PAUSE_MS);
    await breaker.run(fine, signal);
    await fail(breaker, 2);
    expect(breaker.pauseLeftMs).toBeGreaterThan(0);
    expect(breaker.pauseLeftMs).toBeLessThanOrEqual(PAUSE_MS);
  });
});
