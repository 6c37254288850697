import {
  eraseUser,
  exportUser,
  getMe,
  getProfile,
  grantRole,
  openProfile,
  personKey,
  putCustomer,
  updateProfile,
  userErased,
  userRegistered,
  userRolesChanged,
  userUpdated,
} from '@murmuration/contracts';
import { drained, eventually, type Shop, useShop } from '@murmuration/testkit';
import { describe, expect, test } from 'vitest';
import { newId } from '../support/articles.ts';
import { asPerson, askFor, publishFact } from '../support/as-person.ts';
import { somebody, welcome } from '../support/customers.ts';
import { eventOf } from '../support/events.ts';

const PENDING_PROFILE_SECONDS = '6';
const shopOf = useShop({ services: ['user'], env: { user: { PENDING_PROFILE_SECONDS } } });

const home = {
  recipient: 'Ada',
  lines: ['12 St James’s Square'],
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

async function untilForgotten(shop: Shop, userId: string): Promise<void> {
  const isForgotten = async () => (await shop.client.ask(getProfile, { userId })) === null;
  await eventually(isForgotten, { what: 'a profile to be forgotten', timeoutMs: 60_000 });
}

describe('a profile that was opened at registration', () => {
  test('is active, and told, once the address is confirmed', async () => {
    const shop = shopOf();
    const person = somebody();
    const { userId } = person;
    expect(await shop.client.ask(openProfile, person)).toEqual({ userId, status: 'pending' });
    expect(await shop.client.ask(getProfile, { userId })).toMatchObject({ status: 'pending' });
    const registeredAt = new Date().toISOString();
    await publishFact(shop, userRegistered.of({ userId, registeredAt }));
    const told = await eventOf(shop, userUpdated, (data) => data.userId === userId);
    expect(told).toMatchObject({ version: 2, contact: expect.stringMatching(/^s1\./) });
    expect(await shop.client.ask(getProfile, { userId })).toMatchObject({
      ...person,
      status: 'active',
      roles: ['customer'],
      version: 2,
    });
    expect(await shop.client.ask(openProfile, person)).toEqual({ userId, status: 'active' });
  });

  test('is active also when its details come last', async () => {
    const shop = shopOf();
    const person = somebody();
    const { userId } = person;
    const registeredAt = new Date().toISOString();
    await publishFact(shop, userRegistered.of({ userId, registeredAt }));
    await drained(shop);
    expect(await shop.client.ask(getProfile, { userId })).toBeNull();
    expect(await shop.client.ask(openProfile, person)).toEqual({ userId, status: 'active' });
    await eventOf(shop, userUpdated, (data) => data.userId === userId);
  });

  test('is forgotten with its key when nobody confirms, and may begin anew', async () => {
    const shop = shopOf();
    const person = somebody();
    const { userId } = person;
    await shop.client.ask(openProfile, person);
    expect((await shop.client.ask(personKey, { userId })).key).not.toBeNull();
    await untilForgotten(shop, userId);
    expect(await shop.client.ask(personKey, { userId })).toEqual({ key: null });
    expect(await shop.client.ask(openProfile, person)).toEqual({ userId, status: 'pending' });
  });

  test('and that was forgotten before its confirmation was heard of takes the account with it', async () => {
    const shop = shopOf();
    const person = somebody();
    const { userId } = person;
    await shop.client.ask(openProfile, person);
    await untilForgotten(shop, userId);
    const registeredAt = new Date().toISOString();
    await publishFact(shop, userRegistered.of({ userId, registeredAt }));
    const told = await eventOf(shop, userErased, (data) => data.userId === userId);
    expect(told).toEqual({ userId, version: 3 });
    expect(await shop.client.ask(personKey, { userId })).toEqual({ key: null });
    const again = shop.client.ask(openProfile, person);
    await expect(again).rejects.toMatchObject({ status: 409, problems: [{ code: 'erased' }] });
  });
});

describe('a person', () => {
  test('reads and changes what is his own', async () => {
    const shop = shopOf();
    const person = await welcome(shop, somebody());
    const { userId } = person;
    const changed = await asPerson(shop, userId, (client) =>
      client.ask(updateProfile, { name: 'Countess', addresses: [home] }),
    );
    expect(changed).toMatchObject({ ...person, name: 'Countess', addresses: [home], version: 2 });
    expect(await askFor(shop, userId, getMe, {})).toEqual(changed);
    expect(await askFor(shop, userId, exportUser, {})).toMatchObject({
      covers: ['profile', 'addresses', 'roles'],
      profile: changed,
    });
    await eventOf(shop, userUpdated, (data) => data.userId === userId && data.version === 2);
  });

  test('changes nobody else, and is told what is wrong with a change', async () => {
    const shop = shopOf();
    const { userId } = await welcome(shop, somebody());
    const stranger = newId('stranger');
    const bySomebodyElse = asPerson(shop, stranger, (client) =>
      client.ask(updateProfile, { name: 'Eve' }),
    );
    await expect(bySomebodyElse).rejects.toMatchObject({ status: 404 });
    const asNobody = shop.client.ask(updateProfile, { name: 'Eve' });
    await expect(asNobody).rejects.toMatchObject({ status: 401 });
    const wrong = shop.connection.request(
      `req.${putCustomer.type}`,
      JSON.stringify({ userId, email: 'nowhere', name: 'a\nb' }),
      { timeout: 20_000 },
    );
    expect((await wrong).json()).toMatchObject({
      problems: [{ field: 'email' }, { field: 'name' }],
    });
    expect(await askFor(shop, stranger, getMe, {})).toBeNull();
  });

  test('is erased by himself or by an operator, and by nobody else', async () => {
    const shop = shopOf();
    const [ada, eve, grace] = [somebody(), somebody(), somebody()].map(({ userId }) => userId);
    if (ada === undefined || eve === undefined || grace === undefined) throw new Error('nobody');
    for (const userId of [ada, eve, grace]) await welcome(shop, { ...somebody(), userId });
    await shop.client.ask(grantRole, { userId: grace, role: 'operator', granted: true });
    const { roles } = await eventOf(shop, userRolesChanged, (data) => data.userId === grace);
    expect(roles).toEqual(['customer', 'operator']);
    const erase = (by: string, userId: string) =>
      asPerson(shop, by, (client) => client.send(eraseUser, { userId, requestId: newId('r') }));
    expect(await erase(eve, ada)).toMatchObject({
      status: 'rejected',
      reasons: [{ field: 'userId', code: 'not_yours' }],
    });
    expect((await erase(grace, ada)).status).toBe('accepted');
    expect((await erase(eve, eve)).status).toBe('accepted');
    for (const userId of [ada, eve]) {
      expect(await shop.client.ask(getProfile, { userId })).toBeNull();
      expect(await shop.client.ask(personKey, { userId })).toEqual({ key: null });
      const again = shop.client.ask(openProfile, { ...somebody(), userId });
      await expect(again).rejects.toMatchObject({ status: 409, problems: [{ code: 'erased' }] });
    }
    expect(await shop.client.ask(getProfile, { userId: grace })).not.toBeNull();
  });
});

describe('putting a customer', () => {
  test('again changes nothing; with another address it is told', async () => {
    const shop = shopOf();
    const person = await welcome(shop, somebody());
    const { userId } = person;
    expect(await shop.client.ask(putCustomer, person)).toEqual({ userId, version: 1 });
    const moved = { ...person, email: 'elsewhere@example.com' };
    expect(await shop.client.ask(putCustomer, moved)).toEqual({ userId, version: 2 });
    await eventOf(shop, userUpdated, (data) => data.userId === userId && data.version === 2);
  });

  test('many times at once makes one customer', async () => {
    const shop = shopOf();
    const person = somebody();
    const all = Array.from({ length: 20 }, () => shop.client.ask(putCustomer, person));
    const versions = new Set((await Promise.all(all)).map(({ version }) => version));
    expect(versions).toEqual(new Set([1]));
  });
});
