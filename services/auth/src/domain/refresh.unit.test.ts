import { describe, expect, it } from 'vitest';
import { decideRefresh, refreshExpiry, type SessionState, type ShownToken } from './refresh.ts';

const policy = { refreshGraceMs: 10_000 };
const now = new Date('2026-01-05T09:00:00.000Z');
const from = (ms: number): Date => new Date(now.getTime() + ms);
const session: SessionState = { expiresAt: from(60_000) };
const fresh: ShownToken = { expiresAt: from(30_000), usedAt: null, successorUsed: false };
const usedAgo = (ms: number): ShownToken => ({ ...fresh, usedAt: from(-ms) });

const decide = (token: ShownToken, state: SessionState = session) =>
  decideRefresh(token, state, now, policy).kind;

describe('showing a refresh token', () => {
  it('given a fresh one, then it is rotated', () => {
    expect(decide(fresh)).toBe('rotate');
  });

  it('given one that was just used, then the same successor is told again', () => {
    expect(decide(usedAgo(0))).toBe('repeat');
    expect(decide(usedAgo(10_000))).toBe('repeat');
  });

  it('given one that was used longer ago than the grace, then the family ends', () => {
    expect(decide(usedAgo(10_001))).toBe('reused');
    expect(decide({ ...usedAgo(86_400_000), successorUsed: true })).toBe('reused');
  });

  it('given one that was used longer ago and has expired since, then the family ends all the same', () => {
    expect(decide({ ...usedAgo(20_000), expiresAt: from(-1) })).toBe('reused');
  });

  it('given one whose successor is in use already, then it is refused, and nobody is thrown out', () => {
    expect(decide({ ...usedAgo(5_000), successorUsed: true })).toBe('refused');
  });

  it('given one that has expired, then it is refused', () => {
    expect(decide({ ...fresh, expiresAt: now })).toBe('refused');
  });

  it('given a session that has expired, then whatever is shown is refused', () => {
    for (const token of [fresh, usedAgo(5_000), usedAgo(20_000)]) {
      expect(decide(token, { expiresAt: now })).toBe('refused');
    }
  });

  it('gives a successor that lasts no longer than the session', () => {
    expect(refreshExpiry(now, from(60_000), { sessionIdleMs: 10_000 })).toEqual(from(10_000));
    expect(refreshExpiry(now, from(60_000), { sessionIdleMs: 90_000 })).toEqual(from(60_000));
  });
});
