import { userErased, userProfileLapsed } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decideErasure, type Eraser } from './decide-erasure.ts';
import {
  active,
  erased,
  expected,
  forgotten,
  key,
  nextDay,
  operator,
  pending,
} from './user.examples.ts';

const trusted: Eraser = { kind: 'trusted' };
const by = (userId: string, isOperator = false): Eraser => ({ kind: 'user', userId, isOperator });

describe('erasing a person', () => {
  it('given a customer, when it is asked for, then key, profile and contact are gone and all are told', () => {
    expect(decideErasure('ada', active, key, trusted, nextDay)).toEqual({
      save: {
        users: [{ ...active, status: 'erased', profile: null, contact: null, version: 3 }],
        personKeys: [{ ...key, wrapped: null, destroyedAt: nextDay }],
      },
      emit: [userErased.of({ userId: 'ada', version: 3 })],
      unschedule: [{ event: userProfileLapsed, key: 'ada' }],
    });
  });

  it.each([expected, pending, forgotten, { ...operator, userId: 'ada' }])(
    'given a user who is $status, when it is asked for, then the user is erased as well',
    (user) => {
      const { save, emit } = decideErasure('ada', user, undefined, trusted, nextDay);
      expect(save?.users).toMatchObject([
        { status: 'erased', roles: ['customer'], profile: null, version: user.version + 1 },
      ]);
      expect(emit?.map(({ name }) => name)).toEqual(['user.erased.v1']);
    },
  );

  it.each([active, pending])(
    'given a user who is $status and whose key was made after keys were looked for, then a tombstone collides with it',
    (user) => {
      expect(decideErasure('ada', user, undefined, trusted, nextDay).save?.personKeys).toEqual([
        { userId: 'ada', wrapped: null, madeAt: nextDay, destroyedAt: nextDay },
      ]);
    },
  );

  it('given a user who has told nothing yet, then there is no key to destroy', () => {
    const { save } = decideErasure('ada', expected, undefined, trusted, nextDay);
    expect(save?.personKeys).toEqual([]);
  });

  it.each([by('ada'), by('grace', true), trusted])('is for %o to ask', (eraser) => {
    expect(decideErasure('ada', active, key, eraser, nextDay)).toHaveProperty('emit');
  });

  it('is not for another customer to ask, who learns nothing of whether there is such a person', () => {
    for (const known of [active, erased, undefined]) {
      expect(decideErasure('ada', known, key, by('eve'), nextDay).reject).toEqual([
        expect.objectContaining({ field: 'userId', code: 'not_yours' }),
      ]);
    }
  });

  it('given nobody, then that is said', () => {
    const { reject } = decideErasure('ada', undefined, undefined, trusted, nextDay);
    expect(reject).toMatchObject([{ field: 'userId', code: 'unknown_user' }]);
  });

  it('given a person who is erased, then nothing is left to do, and that is accepted', () => {
    const gone = { ...key, wrapped: null, destroyedAt: nextDay };
    expect(decideErasure('ada', erased, gone, by('ada'), nextDay)).toEqual({
      ignored: 'ada is erased already',
    });
  });

  it('given a person who is erased and whose key was missed, when it is asked for again, then the key is destroyed', () => {
    expect(decideErasure('ada', erased, key, trusted, nextDay)).toEqual({
      save: { personKeys: [{ ...key, wrapped: null, destroyedAt: nextDay }] },
    });
  });
});
