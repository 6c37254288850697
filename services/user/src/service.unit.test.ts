import { fixedContext, messageOf, viewsOf } from '@murmuration/choreography';
import {
  eraseUser,
  userProfileLapsed,
  userProfileOpened,
  userRegistered,
} from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { active, key, nextDay, openedAt, operator, pending } from './domain/user.examples.ts';
import { activateProfileWhenUserRegistered } from './reactions/activate-profile-when-user-registered.ts';
import { eraseUserReaction } from './reactions/erase-user.ts';
import { forgetProfileUnlessConfirmed } from './reactions/forget-profile-unless-confirmed.ts';

const by = (userId: string) => ({ actor: { kind: 'user', userId } }) as const;
const none = viewsOf(eraseUserReaction.stores);
const people = viewsOf(eraseUserReaction.stores, {
  users: [active, operator],
  personKeys: [key],
});

describe('erasing', () => {
  it('looks at the person, and at whoever asks', () => {
    const { keys } = eraseUserReaction;
    const byGrace = messageOf(eraseUser, { userId: 'ada' }, by('grace'));
    expect(keys.users(byGrace, none)).toEqual(['ada', 'grace']);
    expect(keys.personKeys(byGrace, none)).toBe('ada');
    expect(keys.users(messageOf(eraseUser, { userId: 'ada' }), none)).toBe('ada');
  });

  it.each([
    ['an operator', by('grace'), true],
    ['the person', by('ada'), true],
    ['somebody whom the broker trusts', {}, true],
    ['somebody unknown', by('eve'), false],
  ])('is up to %s: %o', (_who, envelope, isAllowed) => {
    const wish = messageOf(eraseUser, { userId: 'ada' }, envelope);
    const { emit, reject } = eraseUserReaction.decide(wish, people, fixedContext());
    expect({ emit: emit?.length ?? 0, reject: reject?.length ?? 0 }).toEqual(
      isAllowed ? { emit: 1, reject: 0 } : { emit: 0, reject: 1 },
    );
  });

  it('is not up to a customer whom somebody else has sent in the body', () => {
    const wish = messageOf(eraseUser, { userId: 'grace' }, by('ada'));
    expect(eraseUserReaction.decide(wish, people, fixedContext()).reject).toMatchObject([
      { code: 'not_yours' },
    ]);
  });
});

describe('a pending profile', () => {
  const { stores, ...forget } = forgetProfileUnlessConfirmed({ pendingSeconds: 86_400 });
  const waiting = viewsOf(stores, { users: [pending], personKeys: [key] });

  it('is looked at again a day after it was opened, and forgotten then', () => {
    const opened = messageOf(userProfileOpened, {
      userId: 'ada',
      openedAt: openedAt.toISOString(),
    });
    const first = forget.decide(opened, waiting, fixedContext(openedAt.toISOString()));
    expect(first.schedule).toEqual([
      { event: userProfileLapsed.of({ userId: 'ada' }), at: nextDay },
    ]);
    const lapsed = messageOf(userProfileLapsed, { userId: 'ada' });
    const second = forget.decide(lapsed, waiting, fixedContext(nextDay.toISOString()));
    expect(second.save).toMatchObject({
      users: [{ status: 'forgotten', profile: null }],
      personKeys: [{ wrapped: null, destroyedAt: nextDay }],
    });
  });

  it('is no longer forgotten once the address is confirmed, whichever is heard of first', () => {
    const registered = messageOf(userRegistered, {
      userId: 'ada',
      registeredAt: nextDay.toISOString(),
    });
    const activate = activateProfileWhenUserRegistered;
    const { save, unschedule } = activate.decide(registered, waiting, fixedContext());
    expect(unschedule).toEqual([{ event: userProfileLapsed, key: 'ada' }]);
    const confirmed = viewsOf(stores, { users: [...(save?.users ?? [])], personKeys: [key] });
    const lapsed = messageOf(userProfileLapsed, { userId: 'ada' });
    expect(forget.decide(lapsed, confirmed, fixedContext(nextDay.toISOString()))).toHaveProperty(
      'ignored',
    );
  });
});
