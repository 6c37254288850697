import { userProfileLapsed, userUpdated } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decideActivation } from './decide-activation.ts';
import { active, erased, expected, forgotten, later, pending } from './user.examples.ts';

const decide = (known: Parameters<typeof decideActivation>[0]) =>
  decideActivation(known, 'ada', later);

describe('deciding on a registration', () => {
  it('given pending details, when the address is confirmed, then the contact is told under a new version', () => {
    expect(decide(pending)).toEqual({
      save: { users: [{ ...pending, status: 'active', activatedAt: later, version: 2 }] },
      emit: [userUpdated.of({ userId: 'ada', version: 2, contact: 's1.contact' })],
      unschedule: [{ event: userProfileLapsed, key: 'ada' }],
    });
  });

  it.each([
    ['nobody', undefined, 1],
    ['somebody who was forgotten', forgotten, 3],
  ])(
    'given %s, when the address is confirmed, then the details are expected',
    (_who, known, version) => {
      const { save, ...rest } = decide(known);
      expect(save?.users).toMatchObject([
        { userId: 'ada', status: 'expected', profile: null, version },
      ]);
      expect(rest).toEqual({});
    },
  );

  it.each([expected, active, erased])(
    'given a user who is $status, then nothing changes',
    (known) => {
      expect(decide(known)).toEqual({ ignored: expect.stringContaining('ada is') });
    },
  );
});
