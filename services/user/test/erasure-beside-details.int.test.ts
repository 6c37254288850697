import { eraseUser, personKey, putCustomer, userErased } from '@murmuration/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserWorld } from './user-world.ts';

let world: UserWorld;
beforeAll(async () => {
  world = await UserWorld.open();
});
afterAll(() => world.close());

const put = (userId: string) => () =>
  world.client.ask(putCustomer, { userId, email: 'ada@example.com', name: 'Ada Lovelace' });
const erase = (userId: string) => () => world.client.send(eraseUser, { userId });

const keysOf = async (userId: string) => [
  ...(await world.sql`select wrapped, destroyed_at from person_keys where user_id = ${userId}`),
];
const personOf = async (userId: string) => [
  ...(await world.sql`select status, profile, contact, version from users where user_id = ${userId}`),
];

const gone = { status: 'erased', profile: null, contact: null };

describe('an erasure beside the first details of a person', () => {
  it('that comes last destroys the key that was made while it waited', async () => {
    const userId = 'put-first';
    await world.expected(userId);
    expect(await world.inLine(userId, [put(userId), erase(userId)])).toMatchObject([
      { status: 'fulfilled', value: { userId, version: 2 } },
      { status: 'fulfilled', value: { status: 'accepted' } },
    ]);
    expect(await personOf(userId)).toMatchObject([{ ...gone, version: 3 }]);
    expect(await keysOf(userId)).toMatchObject([{ wrapped: null, destroyed_at: expect.any(Date) }]);
    expect(await world.client.ask(personKey, { userId })).toEqual({ key: null });
  });

  it('that comes first leaves nothing of them', async () => {
    const userId = 'erased-first';
    await world.expected(userId);
    const [erasure, refusal] = await world.inLine(userId, [erase(userId), put(userId)]);
    expect(erasure).toMatchObject({ status: 'fulfilled', value: { status: 'accepted' } });
    expect(refusal?.status === 'rejected' && refusal.reason).toMatchObject({
      status: 409,
      problems: [{ code: 'erased' }],
    });
    expect(await personOf(userId)).toMatchObject([{ ...gone, version: 2 }]);
    expect(await keysOf(userId)).toEqual([]);
  });

  it('at any moment leaves no key of somebody who is erased', async () => {
    const people = Array.from({ length: 40 }, (_, at) => `at-once-${at}`);
    await Promise.allSettled(people.flatMap((userId) => [put(userId)(), erase(userId)()]));
    const left = await world.sql`
      select from users join person_keys using (user_id)
      where status = 'erased' and (wrapped is not null or destroyed_at is null)`;
    expect(left).toHaveLength(0);
    const told = await world.sql`
      select key from outbox where type = ${userErased.name} and key like 'at-once-%'`;
    const erased = await world.sql`
      select from users where status = 'erased' and user_id like 'at-once-%'`;
    expect(told).toHaveLength(erased.length);
  });
});
