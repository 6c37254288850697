import { describe, expect, it } from 'vitest';
import { decideRoles, type RoleReplica } from './role-replica.ts';

const customer: RoleReplica = { userId: 'u-ada', roles: ['customer'], version: 2 };
const operator: RoleReplica = { userId: 'u-ada', roles: ['customer', 'operator'], version: 3 };

describe('hearing of somebody’s roles', () => {
  it('given nothing, keeps what was told', () => {
    expect(decideRoles(undefined, operator)).toEqual({ save: { roles: [operator] } });
  });

  it('given an older version, keeps the newer', () => {
    expect(decideRoles(customer, operator)).toEqual({ save: { roles: [operator] } });
  });

  it.each([
    ['the same', operator],
    ['an older', customer],
  ])('given a version, when %s arrives again, then nothing changes', (_which, told) => {
    expect(decideRoles(operator, told)).toHaveProperty('ignored');
  });
});
