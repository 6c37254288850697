import { describe, expect, it } from 'vitest';
import { ProblemError } from '../problems/problem-error.ts';
import { admit, needsReader, type RouteAccess } from './access.ts';
import type { Role } from './reader.ts';

const KINDS: readonly RouteAccess[] = ['public', 'signed-in', 'own', 'owner', 'operator'];
const reader = (...roles: Role[]) => ({ userId: 'u-1', roles, expiresAt: 0 });

describe('who may come through a route', () => {
  it('is asked who they are wherever it is not for everybody', () => {
    expect(KINDS.filter((access) => !needsReader(access))).toEqual(['public']);
  });

  it('is anybody with an account, except where only operators go', () => {
    const closed = KINDS.filter((access) => {
      try {
        admit(access, reader('customer'));
        return false;
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
        return true;
      }
    });
    expect(closed).toEqual(['operator']);
  });

  it('is an operator everywhere', () => {
    for (const access of KINDS) expect(() => admit(access, reader('operator'))).not.toThrow();
  });

  it('is told what is missing', () => {
    expect(() => admit('operator', reader())).toThrow(
      expect.objectContaining({
        problem: 'not_allowed',
        headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
      }),
    );
  });
});
