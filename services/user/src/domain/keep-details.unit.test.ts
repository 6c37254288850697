import { userProfileOpened, userUpdated } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { type Admissible, keepChanges, keepCustomer, keepRegistration } from './keep-details.ts';
import {
  active,
  details,
  expected,
  forgotten,
  later,
  newer,
  nextDay,
  openedAt,
  pending,
} from './user.examples.ts';

const admit = ({ status, ...user }: typeof expected): Admissible => {
  if (status === 'erased') throw new Error('nobody who is erased is admitted');
  return { ...user, status };
};
const updated = (version: number, contact: string) =>
  userUpdated.of({ userId: 'ada', version, contact });

describe('keeping what is told at registration', () => {
  it('given nobody, then the profile waits for its confirmation and nobody may write to it yet', () => {
    expect(keepRegistration(undefined, 'ada', details, openedAt)).toEqual({
      user: pending,
      emit: [userProfileOpened.of({ userId: 'ada', openedAt: openedAt.toISOString() })],
    });
    expect(pending).toMatchObject({ status: 'pending', activatedAt: null, version: 1 });
  });

  it.each([pending, forgotten])(
    'given a user who is $status, then the newer details wait',
    (known) => {
      const { user, emit } = keepRegistration(admit(known), 'ada', newer, later);
      expect(user).toMatchObject({
        ...newer,
        status: 'pending',
        openedAt: later,
        version: known.version + 1,
      });
      expect(emit.map(({ name }) => name)).toEqual(['user.profile-opened.v1']);
    },
  );

  it('given a confirmed address whose details were missing, then the person is a customer', () => {
    const { user, emit } = keepRegistration(admit(expected), 'ada', details, later);
    expect(user).toMatchObject({ ...details, status: 'active', activatedAt: later, version: 2 });
    expect(emit).toEqual([updated(2, 's1.contact')]);
  });

  it('given a customer, then nothing changes', () => {
    const known = admit(active);
    const { user, emit } = keepRegistration(known, 'ada', newer, later);
    expect(user).toBe(known);
    expect(emit).toEqual([]);
  });
});

describe('keeping a customer who needs no account', () => {
  it('given nobody, then there is one at once', () => {
    const { user, emit } = keepCustomer(undefined, 'ada', details, later);
    expect(user).toMatchObject({
      ...details,
      status: 'active',
      roles: ['customer'],
      openedAt: later,
      activatedAt: later,
      version: 1,
    });
    expect(emit).toEqual([updated(1, 's1.contact')]);
  });

  it.each([pending, active, forgotten, expected])(
    'given a user who is $status, then the newer contact is told under a higher version',
    (known) => {
      const { user, emit } = keepCustomer(admit(known), 'ada', newer, nextDay);
      expect(user).toMatchObject({ ...newer, status: 'active', version: known.version + 1 });
      expect(user.activatedAt).toEqual(known.activatedAt ?? nextDay);
      expect(emit).toEqual([updated(known.version + 1, 's1.newer-contact')]);
    },
  );
});

describe('keeping what a person changes', () => {
  it('tells a new name to those who write to the person', () => {
    const { user, emit } = keepChanges(active, newer, true);
    expect(user).toEqual({ ...active, ...newer, version: 3 });
    expect(emit).toEqual([updated(3, 's1.newer-contact')]);
  });

  it('tells nobody of a new postal address', () => {
    const { user, emit } = keepChanges(active, newer, false);
    expect(user).toEqual({ ...active, profile: 's1.newer-profile', version: 3 });
    expect(emit).toEqual([]);
  });
});
