import { describe, expect, it } from 'vitest';
import { BoxError } from './box.ts';
import { hashOfToken, newRefreshToken, openSuccessor, sealSuccessor } from './refresh-token.ts';

describe('a refresh token', () => {
  const token = newRefreshToken();
  const successor = newRefreshToken();

  it('has 256 bits, never the same', () => {
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(successor).not.toBe(token);
  });

  it('cannot be read from what is kept of it', () => {
    expect(hashOfToken(token)).not.toContain(token);
    expect(hashOfToken(token)).toBe(hashOfToken(token));
  });

  it('opens its successor, in its own session, and no other token does', () => {
    const sealed = sealSuccessor(token, 's-1', successor);
    expect(openSuccessor(token, 's-1', sealed)).toBe(successor);
    expect(() => openSuccessor(successor, 's-1', sealed)).toThrow(BoxError);
    expect(() => openSuccessor(token, 's-2', sealed)).toThrow(BoxError);
  });
});
