import { userRolesChanged } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decideRole } from './decide-role.ts';
import { active, erased, operator, pending } from './user.examples.ts';
import { isOperator } from './user.ts';

describe('deciding on a role', () => {
  it('makes a customer an operator, and tells all roles', () => {
    const { user, emit } = decideRole(active, 'operator', true);
    expect(user).toEqual({ ...active, roles: ['customer', 'operator'], version: 3 });
    const roles = userRolesChanged.of({
      userId: 'ada',
      roles: ['customer', 'operator'],
      version: 3,
    });
    expect(emit).toEqual([roles]);
  });

  it('makes an operator a customer again', () => {
    const { user, emit } = decideRole(operator, 'operator', false);
    expect(user.roles).toEqual(['customer']);
    expect(emit).toHaveLength(1);
  });

  it('changes nothing when it is so already', () => {
    expect(decideRole(active, 'operator', false)).toEqual({ user: active, emit: [] });
    expect(decideRole(operator, 'operator', true)).toEqual({ user: operator, emit: [] });
  });
});

describe('an operator', () => {
  it('is an active user with that role, and nobody else', () => {
    expect(isOperator(operator)).toBe(true);
    for (const user of [active, { ...pending, roles: operator.roles }, erased, undefined]) {
      expect(isOperator(user)).toBe(false);
    }
  });
});
