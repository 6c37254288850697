import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Incoming, readEnvelope, timeLeft, withinDeadline } from './incoming.ts';

const MOST_MS = 10_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const incoming = (given: Readonly<Record<string, string>>): Incoming => ({
  subject: 'qry.order.get',
  body: new Uint8Array(),
  header: (name) => given[name],
});
const deadlineOf = (given: Readonly<Record<string, string>>) =>
  readEnvelope(incoming(given)).deadline;

describe('the time that is left for an answer', () => {
  it('counts from the arrival of the request', () => {
    const deadline = deadlineOf({ 'Time-Left': '300' });
    expect(timeLeft(deadline, MOST_MS)).toBeCloseTo(300);
    vi.advanceTimersByTime(299);
    expect(timeLeft(deadline, MOST_MS)).toBeCloseTo(1);
    vi.advanceTimersByTime(1);
    expect(() => timeLeft(deadline, MOST_MS)).toThrow(expect.objectContaining({ status: 408 }));
  });

  it.each([
    ['ahead', 3_600_000],
    ['behind', -3_600_000],
  ])('is the same where the clock is %s, and when it is set', (_, byMs) => {
    const deadline = deadlineOf({ 'Time-Left': '300' });
    vi.setSystemTime(Date.now() + byMs);
    expect(timeLeft(deadline, MOST_MS)).toBeCloseTo(300);
    expect(timeLeft(deadlineOf({ 'Time-Left': '300' }), MOST_MS)).toBeCloseTo(300);
  });

  it('has a bound, and is that without a word about it', () => {
    expect(timeLeft(deadlineOf({ 'Time-Left': '999999999999999' }), MOST_MS)).toBe(MOST_MS);
    expect(timeLeft(deadlineOf({}), MOST_MS)).toBe(MOST_MS);
  });

  it('is not looked for in a moment by the clock of another', () => {
    expect(deadlineOf({ Deadline: String(Date.now() - 1) })).toBeUndefined();
  });

  it('drops a request when there is none', () => {
    expect(() => deadlineOf({ 'Time-Left': '0' })).toThrow(
      expect.objectContaining({ status: 408 }),
    );
  });

  it.each(['', '-1', '1.5', 'a while', '1234567890123456'])('is not %j', (text) => {
    expect(() => deadlineOf({ 'Time-Left': text })).toThrow(
      expect.objectContaining({ status: 400 }),
    );
  });

  it('is the reason of whatever fails after it', async () => {
    const deadline = deadlineOf({ 'Time-Left': '300' });
    const failing = () => Promise.reject(new Error('cancelled'));
    await expect(withinDeadline(deadline, failing)).rejects.toThrow('cancelled');
    vi.advanceTimersByTime(300);
    await expect(withinDeadline(deadline, failing)).rejects.toMatchObject({ status: 408 });
  });
});
