import { describe, expect, it } from 'vitest';
import { attempt, giveBack, type Attempts } from './attempts.ts';

const policy = {
  free: 3,
  firstPauseMs: 1_000,
  longestPauseMs: 60_000,
  forgottenAfterMs: 3_600_000,
};
const start = new Date('2026-01-05T09:00:00.000Z');
const later = (ms: number): Date => new Date(start.getTime() + ms);

function afterAttempts(count: number): Attempts {
  let known: Attempts | undefined;
  let now = start;
  for (let made = 0; made < count; made++) {
    if (known?.pausedUntil) now = known.pausedUntil;
    const verdict = attempt(known, now, policy);
    if (!verdict.allowed) throw new Error(`attempt ${made + 1} was refused`);
    known = verdict.attempts;
  }
  if (known === undefined) throw new Error('no attempt was made');
  return known;
}

/** The pause that stands after so many attempts, in milliseconds. */
function pauseAfter(count: number): number {
  const { lastAt, pausedUntil } = afterAttempts(count);
  return (pausedUntil?.getTime() ?? lastAt.getTime()) - lastAt.getTime();
}

describe('attempts', () => {
  it('need no pause at first, then longer and longer ones, up to a limit', () => {
    const pauses = Array.from({ length: 10 }, (_, at) => pauseAfter(at + 1));
    expect(pauses).toEqual([0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('are refused during a pause, with the seconds that are left of it', () => {
    const paused = afterAttempts(5);
    const now = new Date(paused.lastAt.getTime() + 500);
    expect(attempt(paused, now, policy)).toEqual({ allowed: false, retryAfterSeconds: 4 });
  });

  it('are allowed again when the pause is over, to the millisecond', () => {
    const paused = afterAttempts(3);
    expect(attempt(paused, later(999), policy).allowed).toBe(false);
    expect(attempt(paused, later(1_000), policy).allowed).toBe(true);
  });

  it('do not lengthen a pause that they are refused in', () => {
    const paused = afterAttempts(3);
    for (let tries = 0; tries < 100; tries++) attempt(paused, later(10), policy);
    expect(attempt(paused, later(1_000), policy).allowed).toBe(true);
  });

  it('are forgotten after a while without any', () => {
    const paused = afterAttempts(9);
    const idle = new Date(paused.lastAt.getTime() + policy.forgottenAfterMs);
    expect(attempt(paused, idle, policy)).toMatchObject({
      allowed: true,
      attempts: { count: 1, pausedUntil: null },
    });
  });

  it('that turn out well are given back, with the pause that they caused', () => {
    expect(giveBack(afterAttempts(3), policy)).toMatchObject({ count: 2, pausedUntil: null });
    expect(giveBack(afterAttempts(1), policy)).toMatchObject({ count: 0, pausedUntil: null });
  });

  it('that turn out well do not undo the failures between them', () => {
    let known: Attempts | undefined;
    for (let round = 0; round < 2; round++) {
      const failed = attempt(known, start, policy);
      if (failed.allowed) known = failed.attempts;
      const succeeded = attempt(known, start, policy);
      if (succeeded.allowed) known = giveBack(succeeded.attempts, policy);
    }
    expect(known?.count).toBe(2);
  });
});
