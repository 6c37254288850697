import { userProfileLapsed } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decideForgetting } from './decide-forgetting.ts';
import {
  active,
  erased,
  expected,
  forgotten,
  key,
  later,
  nextDay,
  openedAt,
  pending,
} from './user.examples.ts';

const policy = { pendingSeconds: 86_400 };

describe('forgetting who does not confirm', () => {
  it('given a pending profile, when the time is not over, then somebody looks again when it is', () => {
    const lapsed = userProfileLapsed.of({ userId: 'ada' });
    for (const now of [openedAt, later, new Date(nextDay.getTime() - 1)]) {
      expect(decideForgetting(pending, key, policy, now)).toEqual({
        schedule: [{ event: lapsed, at: nextDay }],
      });
    }
  });

  it('given a pending profile, when the time is over, then the key and what it sealed are gone', () => {
    expect(decideForgetting(pending, key, policy, nextDay)).toEqual({
      save: {
        users: [{ ...pending, status: 'forgotten', profile: null, contact: null, version: 2 }],
        personKeys: [{ ...key, wrapped: null, destroyedAt: nextDay }],
      },
    });
  });

  it.each([expected, active, forgotten, erased])(
    'given a user who is $status, when the time is over, then nothing changes',
    (user) => {
      expect(decideForgetting(user, key, policy, nextDay)).toHaveProperty('ignored');
    },
  );

  it('given nobody, then nothing changes', () => {
    expect(decideForgetting(undefined, undefined, policy, nextDay)).toHaveProperty('ignored');
  });
});
