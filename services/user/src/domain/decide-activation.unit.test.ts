import { userErased, userProfileLapsed, userUpdated } from '@murmuration/contracts';
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

  it('given nobody, when the address is confirmed, then the details are expected', () => {
    const { save, ...rest } = decide(undefined);
    expect(save?.users).toMatchObject([
      { userId: 'ada', status: 'expected', profile: null, version: 1 },
    ]);
    expect(rest).toEqual({});
  });

  it('given somebody who was forgotten, when the address is confirmed, then the person is erased and all are told', () => {
    expect(decide(forgotten)).toEqual({
      save: { users: [{ ...forgotten, status: 'erased', version: 3 }] },
      emit: [userErased.of({ userId: 'ada', version: 3 })],
    });
  });

  it.each([expected, active, erased])(
    'given a user who is $status, then nothing changes',
    (known) => {
      expect(decide(known)).toEqual({ ignored: expect.stringContaining('ada is') });
    },
  );
});
